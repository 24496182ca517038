import { existsSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlexicaError } from '@plexica/sdk/errors';
import { assertPluginId, didYouMean, pluginIdIssue } from '@plexica/registry';
import { render, scaffold, templates, type Template } from '@plexica/templates';
import type { Created } from '../../results/project.ts';
import { isMissing } from './missing.ts';

export interface CreateOptions {
  /** Folder to create, relative to the current one; its last part is the plugin's id. */
  path: string;
  template: string;
  dryRun: boolean;
}

/**
 * Creates a plugin project in a new or empty folder.
 *
 * @throws PlexicaError `invalid_input`, `reserved_name`, `bad_usage` (template), `folder_not_empty`
 */
export async function createProject({ path, template, dryRun }: CreateOptions): Promise<Created> {
  const folder = resolve(path);
  const id = idOf(path);
  assertPluginId(id, 'name');
  const chosen = findTemplate(template);
  await requireEmpty(folder);
  const source = await packageSource(await realFolder(folder));
  const files = await render({
    template: chosen,
    id,
    displayName: titleOf(id),
    dependencies: source.dependencies,
    linked: source.checkout !== undefined,
  });
  if (!dryRun) {
    await scaffold(folder, files);
  }
  return {
    plugin: id,
    template: chosen.name,
    folder,
    files: files.map((file) => file.path),
    checkout: source.checkout ?? null,
    dryRun,
  };
}

/** What is wrong with a typed name, or `undefined`. */
export function nameProblem(path: string): string | undefined {
  return pluginIdIssue(idOf(path), 'name')?.message;
}

/** Without the check, an empty path would take the name of the current folder. */
function idOf(path: string): string {
  return path.trim() === '' ? '' : basename(resolve(path));
}

/** @throws PlexicaError `bad_usage` */
function findTemplate(name: string): Template {
  const found = templates.find((template) => template.name === name);
  if (found === undefined) {
    const names = templates.map((template) => template.name);
    throw new PlexicaError('bad_usage', `No template named "${name}"${didYouMean(name, names)}.`, {
      hint: `Templates: ${names.join(', ')}.`,
    });
  }
  return found;
}

async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return [];
    }
    if (error.code === 'ENOTDIR') {
      throw new PlexicaError('folder_not_empty', `${folder} is a file.`, { hint: 'Choose another name.' });
    }
    throw error;
  });
  if (entries.length > 0) {
    throw new PlexicaError(
      'folder_not_empty',
      `${folder} is not empty: it contains ${entries[0]}${entries.length > 1 ? ` and ${entries.length - 1} more` : ''}.`,
    );
  }
}

interface PackageSource {
  dependencies: { sdk: string; cli: string };
  checkout: string | undefined;
}

/** Where a project gets our packages from: this checkout if the command runs from one, else the npm registry. */
async function packageSource(project: string): Promise<PackageSource> {
  const cli = await realpath(fileURLToPath(new URL('../../..', import.meta.url)));
  if (cli.split(sep).includes('node_modules') || !existsSync(join(cli, '..', 'package-lock.json'))) {
    const { version } = JSON.parse(await readFile(join(cli, 'package.json'), 'utf8')) as { version: string };
    return {
      dependencies: { sdk: `^${version}`, cli: `^${version}` },
      checkout: undefined,
    };
  }
  const checkout = dirname(cli);
  return {
    dependencies: { sdk: fileLink(project, join(checkout, 'sdk')), cli: fileLink(project, cli) },
    checkout,
  };
}

/** The real path of a folder that does not exist yet, because npm resolves links from there. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (!isMissing(error) || folder === dirname(folder)) throw error;
    return join(await realFolder(dirname(folder)), basename(folder));
  }
}

/** Relative if both are on one drive, as npm writes links. */
function fileLink(project: string, target: string): string {
  return `file:${relative(project, target).split(sep).join('/')}`;
}

/** `order-notes` → `Order notes`. */
function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
