import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { PlexicaError } from '../errors.ts';

/** The nearest folder with a `plexica.json`, from `start` upwards. @throws PlexicaError `not_a_plugin` */
export function findProject(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'plexica.json'))) {
      return folder;
    }
    if (folder === dirname(folder)) {
      throw new PlexicaError('not_a_plugin', `No plexica.json in ${resolve(start)} or above it.`);
    }
  }
}

/** Where the command line and the control plane of a project are installed. */
export interface Tools {
  cli: string;
  controlPlane: string;
}

/**
 * The folders of the packages that the project has installed or linked.
 *
 * @throws PlexicaError `server_start_failed` when `@plexica/cli` is not among its devDependencies
 */
export function findTools(project: string): Tools {
  try {
    const cli = packageFolder(project, '@plexica/cli');
    return { cli, controlPlane: packageFolder(cli, '@plexica/control-plane') };
  } catch (cause) {
    throw new PlexicaError('server_start_failed', `${project} has no @plexica/cli installed.`, {
      hint: 'Add @plexica/cli to the devDependencies and run `npm install`.',
      cause,
    });
  }
}

function packageFolder(from: string, name: string): string {
  return realpathSync(dirname(createRequire(join(from, 'package.json')).resolve(`${name}/package.json`)));
}

/**
 * Builds and packs the project with its own command line.
 *
 * @returns path of the package, and what it is
 * @throws Error with what the command line says
 */
export function pack(
  project: string,
  { cli }: Tools,
  output: string,
): Promise<{ file: string; plugin: string; version: string }> {
  const arguments_ = [join(cli, 'bin', 'run.js'), 'pack', '--folder', project, '--output', output, '--json'];
  return new Promise((resolve_, reject) => {
    execFile(
      process.execPath,
      arguments_,
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const answer = parsed(stdout);
        if (error === null && answer?.file !== undefined) {
          resolve_(answer as { file: string; plugin: string; version: string });
        } else {
          reject(new Error(answer?.error?.message ?? stderr, { cause: error }));
        }
      },
    );
  });
}

interface PackAnswer {
  file?: string;
  plugin?: string;
  version?: string;
  error?: { message: string };
}

function parsed(text: string): PackAnswer | undefined {
  try {
    return JSON.parse(text) as PackAnswer;
  } catch {
    return undefined;
  }
}
