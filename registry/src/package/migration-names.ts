import type { Issue } from '@plexica/sdk/errors';

const named = /^\d{3,}(?:[_-].*)?\.sql$/;
const parts = /^(?<number>\d{0,15})[\s_.-]*(?<rest>.*?)\.sql$/i;

interface Migration {
  name: string;
  number: number | undefined;
  /** What comes after the number, without the ending. */
  rest: string;
}

/**
 * Finds migrations whose names do not show their order. Good names are `001_contacts.sql`, `002_tags.sql`, with one number
 * each and no gaps. A server runs them in the order of their names, and leaves out what does not end in `.sql`.
 *
 * @param names of the files in `migrations/` that end in `.sql`, in whatever case
 * @returns an issue for each file that has to be renamed, with its new name
 */
export function migrationNameIssues(names: readonly string[]): Issue[] {
  const all = names.map(parse).toSorted(byNumber);
  const byTheirNumber = new Map<number, Migration>();
  for (const migration of all) {
    const { number } = migration;
    if (number !== undefined && !byTheirNumber.has(number)) byTheirNumber.set(number, migration);
  }
  const kept = [...byTheirNumber.values()];
  const first = kept[0]?.number === 0 ? 0 : 1;
  const width = kept.find(({ name }) => named.test(name))?.name.match(/^\d+/)?.[0].length ?? 3;
  const inOrder = [...kept, ...all.filter((migration) => !kept.includes(migration))];
  return inOrder.flatMap((migration, index) => {
    const number = first + index;
    const prefix = String(number).padStart(width, '0');
    const { name } = migration;
    if (named.test(name) && name.startsWith(prefix) && !/^\d/.test(name.slice(prefix.length))) return [];
    const taken = migration.number === undefined ? undefined : byTheirNumber.get(migration.number);
    const file = `migrations/${name}`;
    const message = `${reason(migration, taken, number)}; rename it ${prefix}${ending(migration)}.sql`;
    return [{ path: file, message, file }];
  });
}

function reason({ name, number }: Migration, taken: Migration | undefined, wanted: number): string {
  if (number === undefined) return 'has no number';
  if (taken !== undefined && taken.name !== name) return `has the same number as ${taken.name}`;
  if (number !== wanted) return `has the number ${number}, but ${wanted} is missing`;
  if (!name.endsWith('.sql')) return 'does not end in lowercase .sql, so it would never run';
  return 'is not sorted by its number among the others';
}

function ending({ rest }: Migration): string {
  const clean = rest
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return clean === '' ? '' : `_${clean}`;
}

function parse(name: string): Migration {
  const { number = '', rest = '' } = parts.exec(name)?.groups ?? {};
  return { name, number: number === '' ? undefined : Number(number), rest };
}

/** Names without a number come last. Of two with the same number, the correct name comes first. */
function byNumber(a: Migration, b: Migration): number {
  if (a.number !== b.number) return (a.number ?? Infinity) - (b.number ?? Infinity);
  const better = Number(named.test(b.name)) - Number(named.test(a.name));
  return better || (a.name < b.name ? -1 : 1);
}
