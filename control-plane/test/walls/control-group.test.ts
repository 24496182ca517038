import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { build } from 'esbuild';
import { skipWhereMissing } from '../skip-where-missing.ts';
import { CONTROL_GROUP_ROWS } from './control-group-rows.ts';
import { missingForVirtualMachine, runInVirtualMachine } from './virtual-machine/boot.ts';

const run = promisify(execFile);
const PACKAGE = join(import.meta.dirname, '../..');

/** Few machines delegate a control group to whoever runs tests, so these rows run in a small virtual one. */
describe('control groups of sandboxes, in a virtual machine', function () {
  this.timeout(240_000);
  let folder: string;
  let printed = '';
  const findings = new Map<string, unknown>();

  before(async function () {
    skipWhereMissing(this, missingForVirtualMachine());
    folder = await mkdtemp(join(tmpdir(), 'plexica-inside-'));
    const inside = join(folder, 'inside.js');
    await build({
      entryPoints: [join(import.meta.dirname, 'virtual-machine/inside.ts')],
      outfile: inside,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      external: ['libpg-query', 'pg-native'],
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'error',
    });
    const hog = join(folder, 'hog');
    await run('gcc', ['-static', '-o', hog, join(import.meta.dirname, 'virtual-machine/hog.c')]);
    printed = await runInVirtualMachine(
      new Map([
        ['/app/package.json', join(PACKAGE, 'package.json')],
        ['/app/dist/plugin-host', join(PACKAGE, 'dist/plugin-host')],
        ['/app/dist/plugin-host/sandbox/inside.js', inside],
        ['/app/hog', hog],
      ]),
      'node /app/dist/plugin-host/sandbox/inside.js',
    );
    for (const [, line] of printed.matchAll(/^FINDING (.*)$/gm)) {
      const { finding, value } = JSON.parse(line as string) as { finding: string; value: unknown };
      findings.set(finding, value);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function found(finding: string): unknown {
    expect([...findings.keys()], printed).to.include(finding);
    return findings.get(finding);
  }

  for (const { name, finding, holds } of CONTROL_GROUP_ROWS) {
    it(`a plugin cannot take ${name}`, () => {
      const value = found(finding);
      expect(holds(value as never), JSON.stringify(value)).to.equal(true);
    });
  }

  it('moves the server into a group of its own, and has one for each sandbox with its limits', () => {
    expect(found('delegation')).to.deep.equal({ group: '/sys/fs/cgroup' });
    expect(found('group of the server')).to.equal('0::/plexica-server');
    expect(found('an answer')).to.equal('fine');
    expect(found('processes in its group'), 'bubblewrap and Node').to.equal(2);
    expect(found('limits')).to.deep.equal({
      'memory.max': '335544320',
      'memory.oom.group': '1',
      'pids.max': '48',
    });
  });

  it('removes groups that a killed server left, and those of sandboxes that have ended', () => {
    expect(found('groups after the start')).to.deep.equal([]);
    expect(found('its group is removed')).to.equal(true);
    expect(found('no group is left')).to.equal(true);
  });

  it('says so where the hierarchy is read-only, as in most containers', () => {
    expect(found('a hierarchy that is read-only')).to.have.property('missing').that.includes('cannot write');
  });
});
