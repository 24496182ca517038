import { availableParallelism } from 'node:os';
import { installPackages } from './install.ts';
import { startPlace } from './place.ts';
import { TABLE, type Expected } from './table.ts';
import type { Outcome } from './results.ts';
import { tryCase } from './try-case.ts';

/** What is not as the table says; empty where all is. */
export function unexpected(outcome: Outcome, { refused }: Expected): string | undefined {
  if (outcome.outcome === 'differs') return outcome.said;
  if (refused === undefined)
    return outcome.outcome === 'works' ? undefined : `It does not build: ${outcome.said}`;
  if (outcome.outcome === 'works') return 'It works, and the table says that it is refused.';
  return refused.test(outcome.said ?? '') ? undefined : `It is refused for another reason: ${outcome.said}`;
}

/**
 * Tries cases of the table on one server, as many at a time as there are processors.
 *
 * @param onOutcome told of each as it is known
 * @returns in the order of the ids
 */
export async function tryTable(
  ids: readonly string[],
  onOutcome: (outcome: Outcome) => void = () => undefined,
): Promise<Outcome[]> {
  await installPackages(ids.every((id) => TABLE[id]?.inTest) ? 'tested' : 'all');
  const place = await startPlace();
  const outcomes = new Map<string, Outcome>();
  const waiting = [...ids];
  try {
    await Promise.all(
      Array.from({ length: availableParallelism() }, async () => {
        const tenant = await place.tenant();
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          const outcome = await tryCase(id, TABLE[id] as Expected, { place, tenant });
          outcomes.set(id, outcome);
          onOutcome(outcome);
        }
      }),
    );
  } finally {
    await place.close();
  }
  return ids.map((id) => outcomes.get(id) as Outcome);
}
