import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { atMost, toFigure, type Bench, type Place } from './figure.ts';
import { run } from './processes.ts';
import { createProject, environmentOf } from './project.ts';
import { inTurns, median, timed } from './samples.ts';

const ROUNDS = 2;
const PACKAGES = ['registry', 'sdk', 'control-plane', 'templates', 'cli'];
const CREATE_VITE = 'create-vite@9.3.0';

interface PackageJson {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  overrides?: Record<string, string>;
}

/** Octets on disk of a folder, a file with several names once. */
async function sizeOnDisk(folder: string): Promise<number> {
  const seen = new Set<number>();
  let blocks = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const found = await lstat(join(entry.parentPath, entry.name));
    if (!seen.has(found.ino)) blocks += found.blocks;
    seen.add(found.ino);
  }
  return blocks * 512;
}

/** Packs our packages as they would be published. @returns package name to where npm finds it */
async function packPackages(place: Place): Promise<Record<string, string>> {
  const tarballs: Record<string, string> = {};
  for (const workspace of PACKAGES) {
    const folder = join(place.folder, 'packages', workspace);
    await mkdir(folder, { recursive: true });
    const options = { cwd: resolve(workspace), env: environmentOf(place) };
    await run('npm', ['pack', '--silent', '--pack-destination', folder], options);
    const { name } = JSON.parse(await readFile(resolve(workspace, 'package.json'), 'utf8')) as {
      name: string;
    };
    const [tarball] = await readdir(folder);
    tarballs[name] = `file:${join(folder, tarball as string)}`;
  }
  return tarballs;
}

/** The scaffolded project as it is once our packages are published, but for where they come from. */
async function pluginProject(place: Place): Promise<string> {
  const tarballs = await packPackages(place);
  const folder = await createProject(place, 'notes');
  const file = join(folder, 'package.json');
  const project = JSON.parse(await readFile(file, 'utf8')) as PackageJson;
  for (const group of [project.dependencies, project.devDependencies]) {
    for (const name of Object.keys(group)) group[name] = tarballs[name] ?? (group[name] as string);
  }
  await writeFile(file, JSON.stringify({ ...project, overrides: tarballs }, null, 2));
  return folder;
}

async function viteProject(place: Place): Promise<string> {
  const args = ['exec', '--yes', CREATE_VITE, '--', 'app', '--template', 'react-ts', '--no-interactive'];
  const env = { ...environmentOf(place), npm_config_cache: join(place.folder, 'npm-cache') };
  await run('npm', args, { cwd: place.folder, env });
  return join(place.folder, 'app');
}

export const npmInstall: Bench = {
  name: 'npm-install',
  minutes: 5,
  async measure(place) {
    place.say('packing our packages, making both projects');
    // Packing makes it, and the commands of a clone are to be found without it.
    place.cleanup(() => rm('cli/oclif.manifest.json', { force: true }));
    const projects = { ours: await pluginProject(place), peer: await viteProject(place) };
    const cache = join(place.folder, 'empty-cache');
    const install = async (folder: string) => {
      for (const leftover of [cache, join(folder, 'node_modules'), join(folder, 'package-lock.json')]) {
        await rm(leftover, { recursive: true, force: true });
      }
      place.say(`npm install in ${folder}`);
      const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--cache', cache];
      return timed(() => run('npm', args, { cwd: folder, env: environmentOf(place) }));
    };
    const times = await inTurns(
      ROUNDS,
      () => install(projects.ours),
      () => install(projects.peer),
    );
    const seconds = { ours: median(times.ours) / 1000, peer: median(times.peer) / 1000 };
    const size = {
      ours: (await sizeOnDisk(join(projects.ours, 'node_modules'))) / 1e6,
      peer: (await sizeOnDisk(join(projects.peer, 'node_modules'))) / 1e6,
    };
    const what = 'a new plugin project from packed tarballs; a new react-ts project of create-vite';
    return [
      toFigure('npm-install-time', {
        unit: 's',
        ...seconds,
        goal: atMost('ours', seconds.ours, 60, ' s'),
        detail: `npm install with an empty cache: ${what}. Median of ${ROUNDS}`,
      }),
      toFigure('npm-install-size', {
        unit: 'MB',
        ...size,
        goal: atMost('ours', size.ours, 480, ' MB'),
        detail: `node_modules on disk: ${what}`,
      }),
    ];
  },
};
