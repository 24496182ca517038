import { readFile } from 'node:fs/promises';
import module from 'node:module';
import { refusedModules } from '@plexica/registry';
import { expect } from 'chai';
import { REFUSED } from '../../../src/plugin-host/bootstrap/lock-down.ts';
import { detectWalls } from '../../../src/plugin-host/sandbox/walls.ts';
import { type Hosted, call, json, startHost } from '../../plugin-host/hosted.ts';
import { missingKernelWall, skipWhereMissing } from '../../skip-where-missing.ts';
import { escapeRows } from '../escape-rows.ts';
import { NAMES, namesInSandbox } from './names.ts';
import { type Shapes, SHAPES_SOURCE, shapesOfNode } from './shapes.ts';
import { GLOBALS, VERDICTS, type Verdict } from './verdicts.ts';

const known = Object.entries(VERDICTS);
const absent = known.filter(([, { may }]) => may === 'absent').map(([name]) => name);
const specifier = (name: string): string => (name.startsWith('node:') ? name : `node:${name}`);

describe('the modules of Node', () => {
  it('have a verdict each', () => {
    for (const name of module.builtinModules) {
      expect(VERDICTS, `Node has a module ${name}: say what a plugin may do with it`).to.have.property(name);
    }
  });

  it('of which something is refused have rows that try it', () => {
    const rows = new Set(escapeRows.map(({ name }) => name));
    for (const [name, { may, rows: tried = [] }] of [...known, ['globalThis', GLOBALS] as const]) {
      if (may !== 'all') expect(tried, name).not.to.be.empty;
      for (const row of tried) expect(rows.has(row), `${name}: ${row}`).to.equal(true);
    }
  });

  it('are refused by `plexica build` in the code of a plugin where all that they are for is', () => {
    // Without those that only Node's own modules import.
    const public_ = known.filter(([name]) => !name.startsWith('_'));
    const refused = public_.filter(([, { may }]) => may === 'none' || may === 'absent');
    const names = refused.map(([name]) => name.replace(/^node:/, ''));
    expect(Object.keys(refusedModules)).to.include.members(names);
    for (const name of Object.keys(refusedModules)) {
      const { may } = (VERDICTS[name] ?? VERDICTS[`node:${name}`]) as Verdict;
      // What these are used for is refused; the rest of them can be imported by name.
      if (may === 'part') expect(name).to.be.oneOf(['fs', 'fs/promises', 'tls', 'worker_threads']);
      else expect(may, name).to.be.oneOf(['none', 'absent']);
    }
  });

  for (const kernel of [true, false]) {
    describe(kernel ? 'behind both walls' : "behind Node's wall alone", () => {
      let hosted: Hosted;
      before(async function () {
        if (process.platform !== 'linux') this.skip();
        if (kernel) skipWhereMissing(this, await missingKernelWall());
        hosted = await startHost({ walls: { ...(await detectWalls()), kernel } });
      });
      after(() => hosted?.close());

      async function ask<Answer>(source: string): Promise<Answer> {
        const target = await hosted.plugin(`async answer() { ${source} }`);
        return (await json(await hosted.host.call(target, call('answer')))) as Answer;
      }

      it('offer what was there when somebody looked last', async () => {
        const lines = new Set((await readFile(NAMES, 'utf8')).split('\n'));
        const now = new Set((await namesInSandbox(hosted)).split('\n'));
        const judge = 'judge what is new, then run `node control-plane/test/walls/builtins/write-names.ts`';
        expect(
          {
            new: [...now].filter((line) => !lines.has(line)),
            gone: [...lines].filter((line) => !now.has(line)),
          },
          judge,
        ).to.deep.equal({ new: [], gone: [] });
      });

      it('can be loaded, all but those that are switched off', async () => {
        const names = [...new Set([...module.builtinModules, ...absent])].map(specifier);
        const found = await ask<string[]>(`
          const { createRequire, isBuiltin } = process.getBuiltinModule('node:module');
          const require = createRequire(import.meta.url);
          const loaded = [];
          for (const name of ${JSON.stringify(names)}) {
            const ways = [() => process.getBuiltinModule(name), () => require(name), () => import(name)];
            for (const way of ways) {
              try { if (await way() !== undefined) loaded.push(name); } catch {}
            }
            if (isBuiltin(name)) loaded.push(name);
          }
          return loaded;`);
        const expected = names
          .filter((name) => !absent.includes(name))
          .flatMap((name) => [name, name, name, name]);
        expect(found).to.deep.equal(expected);
      });

      it('give nothing of what is refused back as they are loaded', async () => {
        const given = await ask<string[]>(`
          const m = process.getBuiltinModule('node:module');
          for (const name of m.builtinModules) { try { await import(name); } catch {} }
          m.syncBuiltinESMExports();
          const given = [];
          for (const [owner, names] of Object.entries(${JSON.stringify(REFUSED)})) {
            const [required, imported] = [process.getBuiltinModule('node:' + owner), await import('node:' + owner)];
            for (const name of names) for (const one of [required, imported, imported.default]) {
              if (!(name in required)) continue;
              try { new one[name](0, 0); given.push(owner + '.' + name); }
              catch (error) { if (!/is not available to plugins$/.test(error.message)) given.push(owner + '.' + name + ': ' + error.message); }
            }
          }
          return given;`);
        // Node wraps it where threads are made ready.
        expect(given.filter((name) => name !== 'process.chdir')).to.deep.equal([]);
      });

      it('have the shape that Node gives them', async () => {
        const [found, expected] = await Promise.all([
          ask<Shapes>(`return ${SHAPES_SOURCE};`),
          shapesOfNode(),
        ]);
        const names = Object.keys(expected).filter((name) => found[name] !== expected[name]);
        const differ = Object.fromEntries(names.map((name) => [name, [expected[name], found[name]]]));
        expect(differ).to.deep.equal({});
      });
    });
  }
});
