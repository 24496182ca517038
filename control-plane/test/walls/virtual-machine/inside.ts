/** What runs in the virtual machine: each line that it prints is one finding as JSON. */
import { execFile, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findDelegatedGroup } from '../../../src/plugin-host/sandbox/delegated-group.ts';
import { TIME_LIMITS } from '../../../src/plugin-host/limits.ts';
import { PluginHost } from '../../../src/plugin-host/plugin-host.ts';
import { SandboxGroups } from '../../../src/plugin-host/sandbox/sandbox-groups.ts';
import { detectWalls } from '../../../src/plugin-host/sandbox/walls.ts';
import { call, json, writeBundle } from '../../plugin-host/hosted.ts';

const SANDBOXES = '/sys/fs/cgroup/plexica-sandboxes';
const FOLDER = '/tmp/host';

const HOSTILE = `
  getFine() { return 'fine'; }
  getMemory() { const kept = []; for (;;) kept.push(Buffer.alloc(8 * 1024 * 1024, 1)); }
  getBusy() { for (const end = Date.now() + 60_000; Date.now() < end;); }
`;

function print(finding: string, value: unknown): void {
  process.stdout.write(`FINDING ${JSON.stringify({ finding, value })}\n`);
}

const usage = (group: string): number =>
  Number(/^usage_usec (\d+)/m.exec(readFileSync(`${group}/cpu.stat`, 'utf8'))?.[1]);
const groups = (): string[] =>
  readdirSync(SANDBOXES, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
async function until(what: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 500 && !what(); tries += 1) await sleep(20);
  return what();
}

const delegation = await findDelegatedGroup();
print('delegation', delegation);
if (!('group' in delegation)) process.exit();

// What a killed server left behind.
await mkdir(`${SANDBOXES}/1-1`, { recursive: true });
const made = new SandboxGroups(delegation.group);
print('groups after the start', groups());
print('group of the server', readFileSync('/proc/self/cgroup', 'utf8').trim());

await mkdir(FOLDER, { recursive: true, mode: 0o711 });
const host = new PluginHost({
  times: TIME_LIMITS,
  walls: await detectWalls(),
  sandbox: 'strict',
  shared: FOLDER,
  groups: made,
  capabilities: [],
  onLog: () => undefined,
});
const bundle = await writeBundle(FOLDER, 'bundle', HOSTILE);
const target = (installation: number) => ({
  installation,
  tenant: `t${installation}`,
  plugin: 'hostile',
  version: '1.0.0',
  bundle,
  config: {},
  configVersion: 1,
  network: [],
  codeGeneration: false,
  members: false,
  trusted: false,
});
const ask = async (installation: number, handler: string): Promise<unknown> => {
  try {
    return await json(await host.call(target(installation), call(handler)));
  } catch (error) {
    return { refused: (error as Error).message };
  }
};

print('an answer', await ask(1, 'getFine'));
const [first] = groups();
const inFirst = readFileSync(`${SANDBOXES}/${first}/cgroup.procs`, 'utf8').trim().split('\n');
print('processes in its group', inFirst.length);
print(
  'limits',
  Object.fromEntries(
    ['memory.max', 'memory.oom.group', 'pids.max'].map((file) => [
      file,
      readFileSync(`${SANDBOXES}/${first}/${file}`, 'utf8').trim(),
    ]),
  ),
);

print('memory without end', await ask(2, 'getMemory'));
print('the neighbour of that', await ask(1, 'getFine'));
print('its group is removed', await until(() => groups().length === 1));

// The processor time that the kernel has counted, so that the speed of the machine does not matter.
void ask(1, 'getBusy');
await until(() => usage(`${SANDBOXES}/${first}`) > 0);
const before = { sandbox: usage(`${SANDBOXES}/${first}`), server: process.cpuUsage().user };
for (const end = Date.now() + 4000; Date.now() < end;);
const server = process.cpuUsage().user - before.server;
const sandbox = usage(`${SANDBOXES}/${first}`) - before.sandbox;
print('part of the processor that the server had beside a busy plugin', server / (server + sandbox));

await host.close();
print('no group is left', await until(() => groups().length === 0));

/** A native program in a group of its own, without the other walls. @returns what it got, or the signal that ended it */
async function native(kind: string): Promise<unknown> {
  const child = spawn('/app/hog', [kind], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  const ended = new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await made.confine(child).joined;
  child.stdin.end('go\n');
  return (await ended) ?? Number(said);
}
print('1,500 MiB in a memfd', await native('memfd'));
print('1,500 forks', await native('fork'));

await promisify(execFile)('mount', ['-o', 'remount,ro', '/sys/fs/cgroup']);
print('a hierarchy that is read-only', await findDelegatedGroup());
