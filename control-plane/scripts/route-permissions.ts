/** Writes `docs-site/src/data/permissions.json`: what each route requires, and which callers it is open to. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { isOpenTo } from '../src/access/authorize.ts';
import type { Needs } from '../src/access/needs.ts';
import { routes } from '../src/app.ts';
import { CALLERS, placeOf, principalOf } from '../test/access/callers.ts';

/** What a route requires, in Markdown. */
function required(needs: Needs): string {
  if (needs === 'anyone') return 'nothing';
  if (needs === 'authenticated') return 'any login or token';
  if ('registry' in needs) return `\`PLEXICA_REGISTRY\`: ${needs.registry}`;
  const { permission, workspace } = needs;
  return workspace === undefined
    ? `\`${permission}\``
    : `\`${permission}\`, or ${workspace} in the workspace`;
}

const rows = routes.map(({ method, path, needs }) => ({
  route: `${method} ${path}`,
  requires: required(needs),
  open: CALLERS.map((caller) => isOpenTo(needs, principalOf(caller), placeOf(path))),
}));
const data = { callers: CALLERS.map(({ name }) => name), rows };
const file = new URL('../../docs-site/src/data/permissions.json', import.meta.url);
const options = await resolveConfig(fileURLToPath(file));
await writeFile(file, await format(JSON.stringify(data), { ...options, parser: 'json' }));
