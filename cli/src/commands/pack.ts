import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, folder, localFlags } from '../flags.ts';
import type { PackResult } from '../results/project.ts';
import { size } from '../terminal/progress.ts';
import { fields, table } from '../terminal/table.ts';

export default class Pack extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Create the package without publishing it.';
  static override description =
    'Builds the plugin and packs it into <id>-<version>.tgz. The same sources produce the same bytes.';
  static override examples = [
    '<%= config.bin %> pack',
    '<%= config.bin %> pack --dry-run',
    '<%= config.bin %> pack --output releases',
  ];
  static override flags = {
    folder,
    output: Flags.string({
      description: 'Folder to write to. Default: the folder of the plugin.',
      helpValue: '<path>',
    }),
    'dry-run': dryRun,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Pack);
    const { packProject } = await import('../services/project/pack-project.ts');
    const options = { folder: flags.folder, output: flags.output, dryRun: flags['dry-run'] };
    this.show(await packProject(options, this.progress), render);
  }
}

function render(packed: PackResult): string {
  const largestFirst = packed.entries.toSorted((a, b) => b.bytes - a.bytes);
  return [
    table(
      ['entry', 'size'],
      largestFirst.map(({ path, bytes }) => [path, size(bytes)]),
    ),
    '',
    fields([
      [packed.dryRun ? 'would write' : 'package', packed.file],
      ['packed', size(packed.bytes)],
      ['unpacked', size(packed.unpackedBytes)],
      ['integrity', packed.integrity],
    ]),
  ].join('\n');
}
