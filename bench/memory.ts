import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { atMost, toFigure, type Bench } from './figure.ts';
import { median } from './samples.ts';
import { publishNotes, startDatabase, startServer } from './server.ts';

const SANDBOXES = 100;
const BARE = 10;

/** Octets that only this process has in memory: what ending it would give back. */
async function ownMemory(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const lines = rollup.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm);
  return [...lines].reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) * 1024;
}

/** Parents of all processes. */
async function parents(): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
    // The second field, the program's name, may hold blanks and parentheses.
    const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) found.set(Number(name), Number(parent));
  }
  return found;
}

/** @returns own memory of each sandbox that a server runs, its bubblewrap included */
async function sandboxesOf(server: number): Promise<number[]> {
  const all = await parents();
  const sizes: number[] = [];
  for (const [pid, parent] of all) {
    if (parent !== server) continue;
    const tree = [pid];
    for (const member of tree) for (const [child, of] of all) if (of === member) tree.push(child);
    const commands = await Promise.all(tree.map((each) => readFile(`/proc/${each}/cmdline`, 'utf8')));
    if (!commands.some((command) => command.includes('/bootstrap/main.js'))) continue;
    const own = await Promise.all(tree.map(ownMemory));
    sizes.push(own.reduce((sum, size) => sum + size, 0));
  }
  return sizes;
}

async function bareNodes(): Promise<number[]> {
  const children = Array.from({ length: BARE }, () =>
    spawn(process.execPath, ['-e', 'process.stdout.write("."); setInterval(() => {}, 60_000)'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  try {
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    return await Promise.all(children.map((child) => ownMemory(child.pid as number)));
  } finally {
    for (const child of children) child.kill();
  }
}

export const memory: Bench = {
  name: 'memory',
  minutes: 6,
  async measure(place) {
    if (process.platform !== 'linux') {
      place.say('left out: the memory of processes is read from /proc of Linux');
      return [];
    }
    const server = await startServer(place, await startDatabase(place));
    const { api } = server;
    await publishNotes(server);
    const { token } = (await api.createToken({
      body: { name: 'bench', scope: 'platform', permissions: ['notes.read'] },
    })) as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    place.say(`starting ${SANDBOXES} sandboxes`);
    const slugs = Array.from({ length: SANDBOXES }, (_, index) => `t${index + 1}`);
    for (const slug of slugs) {
      await api.createTenant({ body: { slug, name: slug } });
      await api.installPlugin({ tenant: slug, body: { plugin: 'notes' } });
    }
    for (let round = 0; round < 20; round += 1) {
      for (const slug of slugs) {
        const answer = await fetch(`${server.url}/t/${slug}/notes/notes/${round + 1}`, { headers });
        if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
        await answer.arrayBuffer();
      }
    }
    const sizes = await sandboxesOf(server.pid);
    if (sizes.length !== SANDBOXES) throw new Error(`${sizes.length} of ${SANDBOXES} sandboxes were found`);
    const megabytes = (octets: number) => octets / 1e6;
    const own = megabytes(median(sizes));
    return [
      toFigure('sandbox-memory', {
        unit: 'MB',
        ours: own,
        peer: megabytes(median(await bareNodes())),
        goal: atMost('ours', own, 20, ' MB'),
        detail:
          `private memory of each of ${SANDBOXES} sandboxes after 20 requests, bubblewrap included; ` +
          `of ${BARE} idle bare nodes. Medians`,
      }),
    ];
  },
};
