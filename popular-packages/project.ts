import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Expected } from './table.ts';

const FOLDER = import.meta.dirname;

/** Absolute path of the code that uses the packages; its default export is a function. */
export function codeOf(id: string): string {
  return join(FOLDER, 'cases', `${id}.ts`);
}

/** Names and versions of the packages that a case imports. */
export async function packagesOf(id: string): Promise<Record<string, string>> {
  const { dependencies, devDependencies } = JSON.parse(
    await readFile(join(FOLDER, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const versions = { ...dependencies, ...devDependencies };
  const code = await readFile(codeOf(id), 'utf8');
  const imported = Array.from(code.matchAll(/^import .* from '([^']+)';$/gm), ([, name]) => name as string);
  const names = imported
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'))
    .filter((name) => name in versions);
  return Object.fromEntries(names.map((name) => [name, versions[name] as string]));
}

/** A plugin with one route that answers what the case's function returns. @returns its folder */
export async function writeProject(id: string, { codeGeneration }: Expected): Promise<string> {
  // Below the installed packages, so that they are found as in any project.
  const folder = join(FOLDER, '.projects', id);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'src'), { recursive: true });
  await copyFile(codeOf(id), join(folder, 'src/case.ts'));
  await writeFile(join(folder, 'src/index.ts'), PLUGIN);
  await writeFile(
    join(folder, 'plexica.json'),
    JSON.stringify({ id: pluginOf(id), ...(codeGeneration && { access: { codeGeneration } }) }),
  );
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name: pluginOf(id),
      version: '1.0.0',
      type: 'module',
      license: 'MIT',
      engines: { plexica: '*' },
    }),
  );
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER, include: ['src'] }),
  );
  return folder;
}

/** Its id in the registry. */
export function pluginOf(id: string): string {
  return `tries-${id}`;
}

const PLUGIN = `import { PlexicaPlugin, Public, Route } from '@plexica/sdk';
import answer from './case.ts';

export default class Tries extends PlexicaPlugin {
  @Route('GET', '/')
  @Public()
  async call(): Promise<Response> {
    return Response.json({ answer: await answer() });
  }
}
`;

/** As in the projects that `plexica create` makes. */
const COMPILER = {
  target: 'es2024',
  lib: ['es2024', 'esnext.decorators'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
};
