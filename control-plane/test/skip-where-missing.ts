import { detectWalls } from '../src/plugin-host/sandbox/walls.ts';

/**
 * Skips a test, or in a `before` all of its suite, where the machine lacks what it needs, and says so. In continuous
 * integration that is an error: there a test that never runs would go unseen.
 *
 * @param missing what is missing, and how to get it
 */
export function skipWhereMissing(context: Mocha.Context, missing: string | undefined): void {
  if (missing === undefined) return;
  if (process.env['CI']) throw new Error(missing);
  process.stderr.write(`      skipped: ${missing}\n`);
  context.skip();
}

/** Why there is no kernel wall here. */
export async function missingKernelWall(): Promise<string | undefined> {
  const { kernel, why } = await detectWalls();
  return kernel ? undefined : why;
}
