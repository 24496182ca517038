import type { SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, toFigure, type Bench, type Place } from './figure.ts';
import { run, start } from './processes.ts';
import { createProject, environmentOf, PLEXICA } from './project.ts';
import { inTurns, median } from './samples.ts';

const SAVES = 20;
const PAUSE_MS = 2500;
const PATIENCE_MS = 20_000;

/** A running program, the file that is edited, and where its effect is seen. */
interface Edited {
  file: string;
  /** The file's text with this edition in it. */
  text: (edition: string) => string;
  url: string;
  headers: Record<string, string>;
  /** Resolves when the program says that it has taken up the next save. */
  taken: () => Promise<unknown>;
}

/**
 * Asks only once the program has said that it is ready: whoever asks all the time takes the processor from it.
 *
 * @returns milliseconds from the save to the first answer with its result
 */
async function save({ file, text, url, headers, taken }: Edited, edition: string): Promise<number> {
  const ready = taken();
  const began = performance.now();
  await writeFile(file, text(edition));
  await ready;
  while (performance.now() - began < PATIENCE_MS) {
    // It may say so a moment before it listens.
    const answer = await fetch(url, { headers }).then(
      (response) => response.text(),
      () => '',
    );
    if (answer.includes(edition)) return performance.now() - began;
    await sleep(5);
  }
  throw new Error(`the edit of ${file} was not seen within ${PATIENCE_MS / 1000} s`);
}

/** `plexica dev` in a new project, one of whose routes answers with a text of its source. */
async function plexicaDev(place: Place): Promise<Edited> {
  const folder = await createProject(place, 'notes');
  const env = environmentOf(place);
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, env });
  const file = join(folder, 'src/index.ts');
  const source = await readFile(file, 'utf8');
  const text = (edition: string) =>
    source.replace(
      /(?=^ {2}@Route)/m,
      `  @Route('GET', '/edition')\n  @Permission('notes.use')\n  edition(): string {\n    return '${edition}';\n  }\n\n`,
    );
  await writeFile(file, text('edition 0'));
  const { line, next } = await start(
    place,
    [process.execPath, [PLEXICA, 'dev', '--port', '0', '--json']],
    { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] },
    (said) => said.includes('"event":"ready"'),
  );
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  return {
    file,
    text,
    url: `${url}/edition`,
    headers: { authorization: `Bearer ${token}` },
    taken: async () => {
      const said = await next((each) => /"event":"(?:reloaded|failed)"/.test(each));
      if (!said.includes('"event":"reloaded"')) throw new Error(`plexica dev says: ${said}`);
    },
  };
}

/** A plain Express application under `node --watch`, which starts again at each save. */
async function nodeWatch(place: Place): Promise<Edited> {
  const folder = join(place.folder, 'watched');
  await mkdir(folder);
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  const file = join(folder, 'index.mjs');
  const port = await freePort();
  const text = (edition: string) =>
    `import express from 'express';\nconst app = express();\n` +
    `app.get('/edition', (_request, response) => response.json('${edition}'));\n` +
    `app.listen(${port}, '127.0.0.1', () => console.log('ready'));\n`;
  await writeFile(file, text('edition 0'));
  const options: SpawnOptions = { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] };
  const isReady = (said: string) => said === 'ready';
  const { next } = await start(place, [process.execPath, ['--watch', file]], options, isReady);
  return { file, text, url: `http://127.0.0.1:${port}/edition`, headers: {}, taken: () => next(isReady) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export const dev: Bench = {
  name: 'dev',
  minutes: 5,
  async measure(place) {
    place.say('npm install of a new project, plexica dev');
    const ours = await plexicaDev(place);
    const peer = await nodeWatch(place);
    const edit = (edited: Edited) => async (round: number) => {
      // As somebody at work: what the last save set off, such as the check of the types, has come to its end.
      await sleep(PAUSE_MS);
      return save(edited, `edition ${round} of ${SAVES}`);
    };
    await inTurns(2, edit(ours), edit(peer));
    place.say(`${SAVES} saves of each`);
    const saves = await inTurns(SAVES, edit(ours), edit(peer));
    const answered = { ours: median(saves.ours), peer: median(saves.peer) };
    return [
      toFigure('dev-reload', {
        unit: 'ms',
        ...answered,
        goal: atMost('ours', answered.ours, 150, ' ms'),
        detail:
          'plexica dev: from the save of src/index.ts to an answer with its result; a plain Express program ' +
          `under node --watch. Median of ${SAVES}`,
      }),
    ];
  },
};
