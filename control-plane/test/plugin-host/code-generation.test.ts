import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe as describeBundle } from '../../src/plugin-host/describe/describe.ts';
import { detectWalls } from '../../src/plugin-host/sandbox/walls.ts';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { type Hosted, call, json, startHost, writeBundle } from './hosted.ts';

/** Ways to make code of text, which each answer 3. */
const WAYS: Readonly<Record<string, string>> = {
  'new Function': `new Function('a', 'return a + 1')(2)`,
  Function: `Function('return 3')()`,
  'the constructor of a function': `(() => {}).constructor('return 3')()`,
  'an asynchronous function': `await (async () => {}).constructor('return 3')()`,
  'a generator': `(function* () {}).constructor('yield 3')().next().value`,
  eval: `(0, eval)('1 + 2')`,
};

const members = Object.values(WAYS).map((way, index) => `async way${index}() { return { got: ${way} }; }`);
const ANSWERS = Object.values(WAYS).map(() => ({ got: 3 }));

/** What the plugin's log says of the error. */
const logged = ({ lines }: Hosted): string => JSON.stringify(lines.at(-1));

describe('code of text', () => {
  for (const kernel of [true, false]) {
    describe(kernel ? 'behind both walls' : "behind Node's wall alone", () => {
      let hosted: Hosted;
      before(async function () {
        if (kernel) skipWhereMissing(this, await missingKernelWall());
        hosted = await startHost({
          walls: { ...(await detectWalls()), kernel, why: 'there is no wall here' },
        });
      });
      after(() => hosted?.close());

      const all = async (codeGeneration: boolean): Promise<unknown[]> => {
        const target = await hosted.plugin(members.join('\n'), { codeGeneration });
        const answers: unknown[] = [];
        for (const [index] of members.entries()) {
          const answer = hosted.host.call(target, call(`way${index}`));
          answers.push(await answer.then(json, () => logged(hosted)));
        }
        return answers;
      };

      it('is refused, and the error names the key', async () => {
        for (const answer of await all(false)) {
          expect(answer).to.match(/codeGeneration.*true/);
        }
      });

      it(
        kernel ? 'runs where the manifest asks for it' : 'is refused where the manifest asks for it',
        async () => {
          const answers = await all(true);
          if (kernel) expect(answers).to.deep.equal(ANSWERS);
          else
            for (const answer of answers)
              expect(answer).to.match(/only behind the kernel wall.*there is no wall here/);
        },
      );
    });
  }

  it('leaves node:vm refused where the manifest asks for it', async function () {
    skipWhereMissing(this, await missingKernelWall());
    const hosted = await startHost();
    try {
      const source = `run() { return process.getBuiltinModule('node:vm').runInThisContext('1'); }`;
      const target = await hosted.plugin(source, { codeGeneration: true });
      const refused = await hosted.host.call(target, call('run')).catch(() => logged(hosted));
      expect(refused).to.include('vm.runInThisContext is not available to plugins');
    } finally {
      await hosted.close();
    }
  });

  it('is judged by the manifest as a bundle is described', async function () {
    skipWhereMissing(this, await missingKernelWall());
    const folder = await mkdtemp(join(tmpdir(), 'plexica-code-'));
    try {
      const source = `const make = new Function('return class {}');\nexport default make();`;
      const bundle = await writeBundle(folder, 'bundle', source);
      const walls = await detectWalls();
      const described = await describeBundle({ folder: bundle, codeGeneration: true }, walls);
      expect(described.lifecycle).to.deep.equal([]);
      const refused = await describeBundle({ folder: bundle, codeGeneration: false }, walls).catch(
        (e: Error) => e,
      );
      expect((refused as Error).message).to.include('codeGeneration');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
