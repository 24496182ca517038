import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, folder } from '../flags.ts';
import type { PublishResult } from '../results/project.ts';
import { orPlanned } from '../terminal/planned.ts';
import { size } from '../terminal/progress.ts';
import { paint } from '../terminal/style.ts';

export default class Publish extends PlexicaCommand {
  static override summary = 'Build the plugin and publish it to a registry.';
  static override description =
    'Checks the token, tag and version with the server before building. The first account to publish an id owns it. A ' +
    'published version cannot change: different bytes are refused, and the same bytes only move the tag given with ' +
    '--tag.';
  static override readonly followsDev = false;
  static override examples = [
    '<%= config.bin %> publish',
    '<%= config.bin %> publish --tag beta --dry-run',
    '<%= config.bin %> publish --server https://plexica.example.com --token plx_… --json',
  ];
  static override flags = {
    folder,
    tag: Flags.string({
      description: 'Tag to point to this version. Default: latest.',
      helpValue: '<tag>',
    }),
    'dry-run': dryRun,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Publish);
    const { publishPlugin } = await import('../services/publish.ts');
    const options = { folder: flags.folder, tag: flags.tag, dryRun: flags['dry-run'] };
    this.show(
      await publishPlugin(await this.connection(flags), options, this.progress),
      orPlanned(renderFor(flags.tag)),
    );
  }
}

function renderFor(tag: string | undefined) {
  return ({ plugin, version, tags, bytes, unchanged, server, url }: PublishResult): string => {
    if (unchanged) {
      const moved = tag === undefined ? 'unchanged' : `the tag ${tag} now points to it`;
      return `${paint('green', '✓')} ${server} already has ${plugin} ${version} with these bytes: ${moved}.\n  ${url}`;
    }
    const named = tags.length === 0 ? '' : ` as ${tags.join(', ')}`;
    return `${paint('green', '✓')} Published ${plugin} ${version}${named} to ${server} (${size(bytes)}).\n  ${url}`;
  };
}
