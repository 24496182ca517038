import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = 'docs-site/src/content/docs';
const REFERENCE = `${DOCS}/reference`;

/**
 * Files, and folders of files, that are made from code and committed, with the script that makes them, in the order in
 * which they are made.
 */
export const GENERATORS: readonly { script: string; writes: readonly string[] }[] = [
  { script: 'registry/scripts/generate-schema.ts', writes: ['sdk/plexica.schema.json'] },
  {
    script: 'control-plane/scripts/generate-client.ts',
    writes: ['sdk/src/client/generated.ts', 'docs-site/src/data/openapi.json'],
  },
  {
    script: 'control-plane/scripts/route-permissions.ts',
    writes: ['docs-site/src/data/permissions.json'],
  },
  { script: 'control-plane/scripts/dump-schema.ts', writes: ['control-plane/src/database/schema.sql'] },
  {
    script: 'control-plane/scripts/built-in-names.ts',
    writes: ['control-plane/src/sql-policy/names/built-in-names.ts'],
  },
  {
    script: 'cli/scripts/generate.ts',
    writes: ['cli/command-snapshot.json', 'cli/json-schemas.json'],
  },
  { script: 'docs-site/scripts/manifest-reference.ts', writes: [`${REFERENCE}/manifest.md`] },
  { script: 'docs-site/scripts/popular-packages.ts', writes: [`${REFERENCE}/packages.md`] },
  { script: 'docs-site/scripts/access-reference.ts', writes: [`${REFERENCE}/access.md`] },
  { script: 'docs-site/scripts/route-permissions.ts', writes: [`${REFERENCE}/permissions.md`] },
  { script: 'docs-site/scripts/error-reference.ts', writes: [`${REFERENCE}/errors.md`] },
  { script: 'docs-site/scripts/cli-reference.ts', writes: [`${REFERENCE}/cli`] },
  { script: 'docs-site/scripts/api-reference.ts', writes: [`${REFERENCE}/api`] },
  { script: 'docs-site/scripts/security-page.ts', writes: [`${DOCS}/security`] },
];

function content(path: string): string {
  try {
    if (!statSync(path).isDirectory()) return readFileSync(path, 'utf8');
    const names = readdirSync(path).sort();
    return names.map((name) => `${name}\n${content(join(path, name))}`).join('');
  } catch {
    return '';
  }
}

/**
 * Makes all generated files anew.
 *
 * @returns the files that were outdated
 * @throws Error when a generator fails
 */
export function generate(): string[] {
  const stale: string[] = [];
  for (const { script, writes } of GENERATORS) {
    const before = writes.map(content);
    const { status, stderr, stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${script} failed:\n${stdout}${stderr}`);
    stale.push(...writes.filter((file, index) => content(file) !== before[index]));
  }
  return stale;
}
