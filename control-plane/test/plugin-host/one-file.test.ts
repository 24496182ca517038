import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { toOneFile } from '../../src/plugin-host/sandbox/one-file.ts';

describe('modules put into one file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-one-file-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keep their own names, and each runs once, before whoever imports it', async () => {
    const files = {
      'main.ts': `import { sep } from 'node:path';\nimport {\n  type Word,\n  word,\n} from './word.ts';\nimport { other } from './other.ts';\nconst own = 'main';\nglobalThis.said = [own, word satisfies Word, other(), sep, globalThis.runs];\n`,
      'other.ts': `import { sep } from 'node:path';\nimport { word } from './word.ts';\nconst own = 'other';\nexport function other(): string { return own + sep + word; }\n`,
      'word.ts': `globalThis.runs = (globalThis.runs ?? 0) + 1;\nexport type Word = string;\nconst own = 'word';\nexport const word: Word = own;\n`,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await writeFile(join(folder, 'whole.mjs'), await toOneFile(join(folder, 'main.ts')));
    await import(pathToFileURL(join(folder, 'whole.mjs')).href);
    expect((globalThis as { said?: unknown }).said).to.deep.equal(['main', 'word', 'other/word', '/', 1]);
  });

  for (const line of [
    "import all from './word.js';",
    "export * from './word.js';",
    'export default 1;',
    'export let a;',
  ]) {
    it(`refuse ${line}`, async () => {
      await writeFile(join(folder, 'main.js'), `${line}\n`);
      await writeFile(join(folder, 'word.js'), '');
      const error = await toOneFile(join(folder, 'main.js')).catch((reason: Error) => reason);
      expect(error).to.be.an('error').with.property('message').that.contains(line);
    });
  }
});
