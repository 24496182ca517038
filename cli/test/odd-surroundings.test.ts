import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DevSession } from './dev-session.ts';
import { Plexica } from './plexica.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUN = join(ROOT, 'cli/bin/run.js');

describe('a shell with odd surroundings', () => {
  let plexica: Plexica;
  before(async () => {
    plexica = await Plexica.create();
  });
  after(() => plexica.remove());

  /** Runs a line of a shell in which `plexica` is the command. */
  const shell = (line: string, env: NodeJS.ProcessEnv = {}) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const script = `plexica() { "$NODE" "$RUN" "$@"; }\n${line}`;
      const options = {
        env: plexica.environment({ NODE: process.execPath, RUN, ...env }),
        cwd: plexica.folder,
      };
      execFile('bash', ['-c', script], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });

  const full = 'Error: cannot write to standard output: no space is left on the disk\n';
  const closed: [line: string, code: number, stderr: string | RegExp][] = [
    ['set -o pipefail; plexica explain --json | true', 0, ''],
    ['plexica explain | head -1 >&2', 0, /^CODE .*\n$/],
    ['plexica explain >&-', 0, ''],
    ['plexica explain >/dev/full', 1, full],
    ['plexica --version >/dev/full', 1, full],
    ['plexica --help >/dev/full', 1, full],
    ['plexica build --help >/dev/full', 1, full],
    ['plexica validate --json >/dev/full', 1, full],
    ['plexica validate 2>/dev/full', 2, ''],
    ['plexica validate 2>&-', 2, ''],
  ];
  for (const [line, code, stderr] of closed) {
    it(`ends with ${code} and no stack: ${line}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const answer = await shell(line);
      expect(answer.code, answer.stderr).to.equal(code);
      if (typeof stderr === 'string') expect(answer.stderr).to.equal(stderr);
      else expect(answer.stderr).to.match(stderr);
    });
  }

  describe('in a folder with an odd name', () => {
    const NAME = process.platform === 'win32' ? "odd (1) #%20 'q' ü" : 'odd (1) #%20 \'q\' "$Q" ü\nx=1&';
    let above: string;
    let folder: string;
    before(async () => {
      above = join(plexica.folder, NAME);
      await mkdir(above);
      const made = await plexica.run(['create', 'demo', '--json', '--yes'], { cwd: above });
      expect(made.code, made.stdout).to.equal(0);
      folder = join(above, 'demo');
      await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    });

    for (const command of ['validate', 'build', 'pack']) {
      it(`runs ${command}`, async () => {
        const { code, stdout } = await plexica.run([command, '--json'], { cwd: folder });
        expect(code, stdout).to.equal(0);
      });
    }

    it('runs dev and publish', async () => {
      const session = new DevSession(plexica, folder, '--port', '0');
      try {
        const ready = await session.next('ready');
        expect(ready.current).to.equal(true);
        const args = ['publish', '--json', '--server', ready.server, '--token', ready.token];
        const { code, stdout } = await plexica.run(args, { cwd: folder });
        expect(code, stdout).to.equal(0);
      } finally {
        await session.stop();
      }
    });

    it('runs the tests of a project', async () => {
      const args = ['--import', 'tsx', '--test', 'test/notes.test.ts'];
      const child = spawn(process.execPath, args, { cwd: folder, env: plexica.environment() });
      let said = '';
      child.stdout.on('data', (text) => (said += text));
      child.stderr.on('data', (text) => (said += text));
      expect(await new Promise((resolve) => child.once('close', resolve)), said).to.equal(0);
    });

    const broken: [file: string, change: (text: string) => string, message: RegExp][] = [
      ['src/index.ts', (text) => `${text}const = 1;\n`, /^src\/index\.ts:49:7 /],
      ['src/index.ts', (text) => `${text}export const n: number = 'x';\n`, /^src\/index\.ts:49:14 TS2322/],
      [
        'src/index.ts',
        (text) => `${text}import './missing.ts';\n`,
        /^src\/index\.ts:49:\d+ "\.\/missing\.ts"/,
      ],
      ['src/index.ts', (text) => `${text}throw new Error('not today');\n`, /not today/],
      ['plexica.json', (text) => text.replace('"id"', '"idd"'), /plexica\.json/],
      ['migrations/001_notes.sql', () => 'create tabel x (id int);\n', /^migrations\/001_notes\.sql:1/],
    ];
    for (const [index, [file, change, message]] of broken.entries()) {
      it(`names the right file and line: ${message.source}`, async () => {
        const kept = await readFile(join(folder, file), 'utf8');
        await writeFile(join(folder, file), change(kept));
        const { code, json } = await plexica.run(['build', '--json'], { cwd: folder });
        await writeFile(join(folder, file), kept);
        expect(code, String(index)).to.equal(2);
        expect(json.error.message).to.match(message);
        expect(json.error.message).not.to.contain('odd (1)');
      });
    }
  });
});
