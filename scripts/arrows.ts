import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * What stands in a package's source folder, from the bottom to the top: a folder or file imports from those before it
 * alone.
 */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  'control-plane/src': [
    'version.ts',
    'home.ts',
    'cache-folder.ts',
    'unknown-variables.ts',
    'rates.ts',
    'config.ts',
    'keys.ts',
    'folder-lock',
    'data-folder.ts',
    'processes',
    'sql-policy',
    'database',
    'blobs',
    'changes',
    'errors',
    'access',
    'limits',
    'http',
    'operations',
    'feature',
    'mail',
    'plugin-host',
    'plugin-logs',
    'tenants',
    'identity',
    'members',
    'workspaces',
    'clients',
    'registry',
    'installations',
    'tokens',
    'audit',
    'gateway',
    'health',
    'tables.ts',
    'platform.ts',
    'features.ts',
    'app.ts',
    'start.ts',
    'main.ts',
  ],
  'cli/src': [
    'home.ts',
    'file-error.ts',
    'standard-streams.ts',
    'control-plane.ts',
    'node-options.ts',
    'proxy.ts',
    'end-with-launcher.ts',
    'restart.ts',
    'results',
    'terminal',
    'services',
    'arguments.ts',
    'flags.ts',
    'command.ts',
    'unknown-command.ts',
    'hooks',
    'help.ts',
    'commands',
    'main.ts',
  ],
};

interface Arrow {
  from: string;
  to: string;
}

/** Relative imports of a file, also those of types. */
function importsOf(file: string): string[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s[^;]*?from '(\.{1,2}\/[^']+)'|^import '(\.{1,2}\/[^']+)'|\bimport\('(\.{1,2}\/[^']+)'\)/gm,
  );
  return [...specifiers].map(([, from, bare, dynamic]) =>
    join(dirname(file), from ?? bare ?? (dynamic as string)),
  );
}

/**
 * Imports that point upward in a source folder, and entries of the folder that have no place.
 *
 * @param folder a key of `ORDER`
 */
function look(folder: string): { upward: Arrow[]; unplaced: Set<string> } {
  const order = ORDER[folder] as readonly string[];
  const placeOf = (file: string): string => relative(folder, file).split(sep)[0] as string;
  const result = { upward: [] as Arrow[], unplaced: new Set<string>() };
  for (const file of globSync(`${folder}/**/*.ts`).sort()) {
    const place = placeOf(file);
    if (!order.includes(place)) result.unplaced.add(join(folder, place));
    for (const to of importsOf(file)) {
      if (order.indexOf(placeOf(to)) > order.indexOf(place)) result.upward.push({ from: file, to });
    }
  }
  return result;
}

for (const folder of Object.keys(ORDER)) {
  const { upward, unplaced } = look(folder);
  for (const { from, to } of upward)
    process.stderr.write(`${from} imports ${to}, which is above it (scripts/arrows.ts)\n`);
  for (const place of unplaced)
    process.stderr.write(`${place} has no place in the order of scripts/arrows.ts\n`);
  if (upward.length + unplaced.size > 0) process.exitCode = 1;
}
