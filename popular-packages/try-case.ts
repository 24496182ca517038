import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { isOperation, waitForOperation, type Client } from '@plexica/sdk/client';
import type { Place } from './place.ts';
import { codeOf, packagesOf, pluginOf, writeProject } from './project.ts';
import type { Outcome } from './results.ts';
import type { Expected } from './table.ts';

const RUN = join(import.meta.dirname, '../cli/bin/run.js');

export interface Where {
  place: Place;
  /** Nobody else changes it meanwhile. */
  tenant: string;
}

/** Builds, publishes and installs a plugin that uses the packages, calls it, and compares with Node. */
export async function tryCase(id: string, expected: Expected, { place, tenant }: Where): Promise<Outcome> {
  const about = {
    id,
    packages: await packagesOf(id),
    ...(expected.codeGeneration && { codeGeneration: true as const }),
  };
  const folder = await writeProject(id, expected);
  try {
    const published = await run(RUN, ['publish', '--json', '--folder', folder], place.environment);
    if (published.code !== 0) {
      const { code, message } = errorOf(published);
      return { ...about, outcome: code === 'build_failed' ? 'refused' : 'differs', said: message };
    }
    const { warnings } = JSON.parse(published.stdout) as { warnings: string[] };
    // Below the installed packages, as a project's own are.
    const shown = warnings.map((warning) => warning.replaceAll('../../node_modules/', 'node_modules/'));
    const tried = { ...about, ...(shown.length > 0 && { warnings: shown }) };
    const [here, there] = await Promise.all([inNode(id), inSandbox(id, tenant, place)]);
    if (isDeepStrictEqual(here, there) && 'answer' in here) return { ...tried, outcome: 'works' };
    return { ...tried, outcome: 'differs', said: `Node: ${text(here)}\nsandbox: ${text(there)}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the command line says went wrong; whatever it wrote where it broke off. */
function errorOf({ stdout, stderr }: Ran): { code?: string; message: string } {
  try {
    return (JSON.parse(stdout) as { error: { code: string; message: string } }).error;
  } catch {
    return { message: `${stdout}${stderr}` };
  }
}

type Answer = { answer: unknown } | { error: string };

async function inNode(id: string): Promise<Answer> {
  const program = `
    const { default: answer } = await import(${JSON.stringify(pathToFileURL(codeOf(id)).href)});
    process.stdout.write('\\n' + JSON.stringify({ answer: await answer() }));`;
  const { code, stdout, stderr } = await run('--input-type=module', ['--eval', program], {});
  return code === 0 ? (JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as Answer) : { error: stderr };
}

/** How often a call is made that fails: a start and a route have ten seconds each, and others may have the processors. */
const TRIES = 3;

async function inSandbox(id: string, tenant: string, { api, token, url }: Place): Promise<Answer> {
  const plugin = pluginOf(id);
  try {
    await ended(api, await api.installPlugin({ tenant, body: { plugin } }));
    let reply: Response;
    let tries = 0;
    do {
      reply = await fetch(`${url}/t/${tenant}/${plugin}/`, { headers: { authorization: `Bearer ${token}` } });
      tries += 1;
    } while (!reply.ok && tries < TRIES);
    const body = await reply.text();
    if (reply.ok) return JSON.parse(body) as Answer;
    const { items } = await api.readLogs({ tenant, plugin });
    return { error: [body, ...items.map(({ message }) => message)].join('\n') };
  } catch (error) {
    return { error: String(error) };
  } finally {
    // Its process would go on until it is idle.
    await api.uninstallPlugin({ tenant, plugin }).then(
      (result) => ended(api, result),
      () => undefined,
    );
  }
}

async function ended(api: Client, result: unknown): Promise<void> {
  if (isOperation(result)) await waitForOperation(api, result);
}

function text(answer: Answer): string {
  return ('error' in answer ? answer.error : JSON.stringify(answer.answer)).slice(0, 2000);
}

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

function run(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { encoding: 'utf8', env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
    });
  });
}
