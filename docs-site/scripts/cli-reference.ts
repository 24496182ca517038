// Writes a page for each command or topic, from the built commands as oclif loads them.
import { join } from 'node:path';
import { Config, type Command } from '@oclif/core';
import { capital, code, fence, table, text as plain, writePages, type Page } from './markdown.ts';

/** In the order of a plugin's life. Topics that are not listed follow by name. */
const ORDER = (
  'create dev validate build pack publish search info install update activate deactivate uninstall plugins config ' +
  'logs db operations up status doctor explain tenants tokens login logout whoami context'
).split(' ');

const config = new Config({ root: join(import.meta.dirname, '../../cli'), ignoreManifest: true });
await config.load();

/** Formats flags within a sentence as code. */
function text(sentence: string): string {
  return plain(sentence.replaceAll(/(?<![\w`-])--[a-z][a-z-]*/g, '`$&`'));
}

type Loaded = Command.Loadable;
type Flag = Loaded['flags'][string];

const commands = config.commands.filter(({ hidden }) => !hidden).toSorted((a, b) => (a.id < b.id ? -1 : 1));
const globals = Object.values(commands.find(({ id }) => id === 'install')?.flags ?? {}).filter(isGlobal);

/** Commands without a server hide the flags that select one. */
const local = commands.filter(({ flags }) => flags['server']?.hidden === true);
const ofServer = globals.filter(({ name }) => local.every(({ flags }) => flags[name]?.hidden === true));
const everywhere = globals.filter((flag) => !ofServer.includes(flag));

function isGlobal({ helpGroup }: Flag): boolean {
  return helpGroup === 'GLOBAL';
}

function title({ id }: Loaded): string {
  return `plexica ${id.replaceAll(':', ' ')}`;
}

function usage(command: Loaded): string {
  const args = Object.values(command.args).map(({ name, required }) =>
    required ? `<${name}>` : `[${name}]`,
  );
  return [title(command), ...args, ...(ownFlags(command).length > 0 ? ['[flags]'] : [])].join(' ');
}

function ownFlags({ flags }: Loaded): Flag[] {
  return Object.values(flags).filter((flag) => !isGlobal(flag) && flag.hidden !== true);
}

function flagRow(flag: Flag): string[] {
  const value = flag.type === 'option' ? ` ${[flag.helpValue ?? `<${flag.name}>`].flat().join(' ')}` : '';
  const short = flag.char === undefined ? '' : `${code(`-${flag.char}`)} `;
  const fallback =
    flag.type === 'option' && typeof flag.default !== 'function' && flag.default !== undefined
      ? ` Default: ${code(String(flag.default))}.`
      : '';
  return [
    `${short}${code(`--${flag.name}${value}`)}`,
    text(flag.description ?? flag.summary ?? '') + fallback + (flag.env ? ` Or ${code(flag.env)}.` : ''),
  ];
}

function examples(command: Loaded): string[] {
  return (command.examples ?? []).map((example) =>
    filled(command, typeof example === 'string' ? example : example.command).replace(/^\$ /, ''),
  );
}

function describe(command: Loaded, heading: string): string {
  const parts = [heading];
  if (command.summary !== undefined) parts.push(text(filled(command, command.summary)));
  const description = filled(command, command.description ?? '');
  if (!parts.includes(text(description))) parts.push(text(description));
  parts.push(fence('sh', usage(command)));
  const args = Object.values(command.args);
  if (args.length > 0) {
    const rows = args.map(({ name, description = '' }) => [code(name), text(description)]);
    parts.push(table(['argument', 'meaning'], rows));
  }
  const flags = ownFlags(command);
  if (flags.length > 0) parts.push(table(['flag', 'meaning'], flags.map(flagRow)));
  const shown = examples(command);
  if (shown.length > 0)
    parts.push(shown.length > 1 ? 'Examples:' : 'Example:', fence('sh', shown.join('\n')));
  return parts.filter(Boolean).join('\n\n');
}

function filled({ id }: Pick<Loaded, 'id'>, template: string): string {
  return template
    .replaceAll(/<%= *config\.bin *%>/g, 'plexica')
    .replaceAll(/<%= *command\.id *%>/g, id.replaceAll(':', ' '));
}

const topics = Map.groupBy(commands, ({ id }) => id.split(':')[0] as string);
const place = (topic: string) => (ORDER.includes(topic) ? ORDER.indexOf(topic) : ORDER.length) + 1;
const sorted = [...topics].toSorted(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));

function topicSummary(topic: string, own: readonly Loaded[]): string {
  const known = config.topics.find(({ name }) => name === topic)?.description;
  const only = own.find(({ id }) => id === topic);
  return capital(filled({ id: topic }, only?.summary ?? known ?? ''));
}

const pages = sorted.map(([topic, own]): Page => {
  const single = own.length === 1 && own[0]?.id === topic;
  return {
    path: `reference/cli/${topic}`,
    title: `plexica ${topic}`,
    description: topicSummary(topic, own),
    sidebar: { label: topic, order: place(topic) },
    body: own
      .map((command) =>
        single
          ? describe({ ...command, summary: undefined }, topicSummary(topic, own))
          : describe(command, `## ${title(command)}`),
      )
      .join('\n\n'),
  };
});

const index: Page = {
  path: 'reference/cli/index',
  title: 'Commands',
  description: 'All commands of plexica, with their flags and examples.',
  sidebar: { label: 'All commands', order: 0 },
  body: `${table(
    ['command', 'does'],
    sorted.map(([topic, own]) => [
      `[${code(`plexica ${topic}`)}](/reference/cli/${topic}/)`,
      text(topicSummary(topic, own)),
    ]),
  )}

## Flags of every command

${table(['flag', 'meaning'], everywhere.map(flagRow))}

\`--help\` shows the help of a command. With \`--json\`, standard output contains exactly one JSON document, also for an error.
Commands that follow a stream print one JSON object per line. Progress goes to standard error.

Commands only prompt on a terminal, and never with \`--yes\`, \`--json\` or the variable \`CI\`. Without prompts, one error names all
missing flags. Commands never prompt for arguments. If arguments and flags are missing, the error names the arguments first.
\`NO_COLOR\` is supported.

## Flags of commands that call a server

${table(['flag', 'meaning'], ofServer.map(flagRow))}

These commands call no server and ignore these flags: ${local.map((command) => code(title(command))).join(', ')}.

## Exit codes

| code | meaning |
| --- | --- |
| 0 | done |
| 1 | unexpected error |
| 2 | bad usage or invalid input |
| 3 | not logged in |
| 4 | not allowed |
| 5 | not found |
| 6 | conflict |
| 7 | server unreachable or timed out |
| 8 | a check failed |
| 9 | a person must decide, for example about trust or access |
| 130 | interrupted |

[Errors](/reference/errors/) lists the exit code of each error.
`,
};

writePages([index, ...pages], 'reference/cli');
