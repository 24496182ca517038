import { CommandHelp, Help } from '@oclif/core';
import { columns, paint, wrap } from './terminal/style.ts';
import { unknownCommand } from './unknown-command.ts';

/** Commands in the order a user needs them. Commands missing here appear under "Everyone". */
const AUDIENCES: readonly (readonly [title: string, commands: readonly string[]])[] = [
  ['Plugin developers', ['create', 'dev', 'validate', 'build', 'pack', 'publish', 'search', 'info']],
  [
    'Tenant operators',
    [
      'install',
      'update',
      'activate',
      'deactivate',
      'uninstall',
      'plugins',
      'config',
      'logs',
      'db',
      'members',
      'roles',
      'clients',
      'permissions',
    ],
  ],
  ['Platform operators', ['up', 'status', 'tenants', 'tokens', 'operations', 'audit']],
  ['Everyone', ['doctor', 'explain', 'login', 'logout', 'whoami', 'context']],
];

/** What oclif measures in place of the name of a command. */
const PLACEHOLDER = '<%= command.id %>';

class PlexicaCommandHelp extends CommandHelp {
  /** Leaves room for names that are longer than the placeholder. */
  protected override usage(): string {
    const { opts } = this;
    const longer = Math.max(0, this.command.id.length - PLACEHOLDER.length);
    this.opts = { ...opts, maxWidth: opts.maxWidth - longer };
    try {
      return super.usage();
    } finally {
      this.opts = opts;
    }
  }
}

/** Groups the list of commands by audience and shows a command's examples before its global flags. */
export default class PlexicaHelp extends Help {
  protected override CommandHelpClass = PlexicaCommandHelp;

  override async showHelp(argv: string[]): Promise<void> {
    try {
      await super.showHelp(argv);
    } catch (error) {
      const [, name] = /^Command (.+) not found\.$/.exec(error instanceof Error ? error.message : '') ?? [];
      throw name === undefined ? error : await unknownCommand(this.config, name);
    }
  }

  override async showRootHelp(): Promise<void> {
    const lines = [
      this.config.pjson.description ?? '',
      '',
      paint('bold', 'USAGE'),
      '  $ plexica COMMAND',
      '',
    ];
    const summaries = this.rootSummaries();
    const longest = Math.max(...[...summaries.keys()].map((name) => name.length));
    const listed = new Set(AUDIENCES.flatMap(([, commands]) => commands));
    for (const [title, commands] of AUDIENCES) {
      const others = title === 'Everyone' ? [...summaries.keys()].filter((name) => !listed.has(name)) : [];
      lines.push(paint('bold', title.toUpperCase()));
      for (const name of [...commands, ...others]) {
        const indent = ' '.repeat(longest + 4);
        const summary = wrap(summaries.get(name) ?? '', Math.min(columns(), 100) - longest - 4, indent);
        lines.push(`  ${paint('cyan', name.padEnd(longest))}  ${summary}`);
      }
      lines.push('');
    }
    lines.push('Help for a command: plexica <command> --help', '');
    process.stdout.write(lines.join('\n'));
    return Promise.resolve();
  }

  private rootSummaries(): Map<string, string> {
    const topics = this.sortedTopics.filter((topic) => !topic.name.includes(':'));
    const commands = this.sortedCommands.filter((command) => !command.id.includes(':'));
    return new Map([
      ...topics.map((topic) => [topic.name, this.firstLine(topic.description)] as const),
      ...commands.map(
        (command) => [command.id, this.firstLine(command.summary ?? command.description)] as const,
      ),
    ]);
  }

  private firstLine(text = ''): string {
    return (this.render(text).split('\n', 1)[0] ?? '').replace(/\.$/, '');
  }
}
