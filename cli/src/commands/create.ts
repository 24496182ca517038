import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, localFlags, yes } from '../flags.ts';
import type { Created } from '../results/project.ts';
import { paint } from '../terminal/style.ts';

export default class Create extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Create a plugin project.';
  static override description =
    'Creates a folder with a small working plugin. The last part of the path becomes the id of the plugin.';
  static override examples = [
    '<%= config.bin %> create order-notes --template backend',
    '<%= config.bin %> create ../plugins/order-notes --yes --dry-run',
  ];
  static override args = {
    name: Args.string({ description: 'Folder to create; its name becomes the id of the plugin.' }),
  };
  static override flags = {
    template: Flags.string({
      description: 'Template to start from: backend.',
      helpValue: '<name>',
      default: 'backend',
    }),
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Create);
    const { createProject, nameProblem } = await import('../services/project/create.ts');
    const { name } = await this.answer(
      { name: args.name },
      { name: { flag: '<name>', message: 'Name of the plugin', default: 'my-plugin', problem: nameProblem } },
      flags,
    );
    this.show(
      await createProject({ path: name, template: flags.template, dryRun: flags['dry-run'] }),
      render,
    );
  }
}

function render(created: Created): string {
  const files = created.files.map((file) => `  ${file}`).join('\n');
  if (created.dryRun) {
    return `Would create ${created.folder} with\n${files}`;
  }
  const from =
    created.checkout === null ? '' : `\nIts dependencies link to the checkout in ${created.checkout}.\n`;
  const next = [`cd ${created.folder}`, 'npm install', 'npm run dev'].map(
    (line) => `  ${paint('cyan', line)}`,
  );
  return `Created ${created.plugin} in ${created.folder}\n${files}\n${from}\nNext:\n${next.join('\n')}`;
}
