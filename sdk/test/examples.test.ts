import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const sdk = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** What an author's own tsconfig.json says: strict, standard decorators, Node's modules. */
const OPTIONS = {
  strict: true,
  noEmit: true,
  target: 'es2024',
  lib: ['es2024', 'esnext.decorators'],
};
const MODULES = { module: 'nodenext', skipLibCheck: true, types: ['node'] };

interface Example {
  file: string;
  code: string;
}

/** The code of each `@example`, without the stars of its comment. */
async function examplesIn(file: string): Promise<Example[]> {
  const source = await readFile(file, 'utf8');
  const blocks = source.matchAll(/^ *\* @example\n *\* ```ts\n(?<lines>[^]*?)^ *\* ```$/gm);
  return Array.from(blocks, ({ groups }) => ({
    file: relative(sdk, file),
    code: (groups?.['lines'] ?? '').replaceAll(/^ *\* ?/gm, ''),
  }));
}

function compile(folder: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, '--project', folder],
      { encoding: 'utf8' },
      (error, stdout, stderr) => resolve(error === null ? '' : `${stdout}${stderr}` || error.message),
    );
  });
}

describe('examples in docstrings', function () {
  this.timeout(60_000);
  let examples: Example[];

  before(async () => {
    const files = globSync('src/**/*.ts', { cwd: sdk }).map((path) => join(sdk, path));
    examples = (await Promise.all(files.map(examplesIn))).flat();
  });

  it('show the plugin class, routes, errors, the database, fetch, the client and tests', () => {
    expect(new Set(examples.map(({ file }) => file))).to.include.members([
      'src/plugin.ts',
      'src/decorators.ts',
      'src/http-error.ts',
      'src/context.ts',
      'src/client/index.ts',
      'src/testing/start-plugin.ts',
    ]);
  });

  it('compile as an author would compile them', async () => {
    // Inside the package, so that `@plexica/sdk` is this one.
    const folder = await mkdtemp(join(sdk, 'dist', 'examples-'));
    try {
      const names = await Promise.all(
        examples.map(async ({ file, code }, index) => {
          const name = `${index}-${file.replaceAll(/[^a-z]+/g, '-')}.ts`;
          await writeFile(join(folder, name), code);
          return name;
        }),
      );
      const config = { compilerOptions: { ...OPTIONS, ...MODULES }, files: names };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      expect(await compile(folder)).to.equal('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
