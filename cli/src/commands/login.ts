import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, yes } from '../flags.ts';
import type { Connection, ServerChoice } from '../services/context/connection.ts';
import type { LoggedIn } from '../results/context.ts';
import { paint } from '../terminal/style.ts';

export default class Login extends PlexicaCommand {
  static override summary = 'Save a server and a token for it.';
  static override description =
    'Checks the token with the server, then saves both as a context that later commands use. If others can read your ' +
    'command line, pass the token in PLEXICA_TOKEN.';
  static override readonly followsDev = false;
  static override examples = [
    '<%= config.bin %> login --server https://plexica.example.com --token plx_…',
    '<%= config.bin %> login --server http://127.0.0.1:7373 --context local',
  ];
  static override flags = {
    context: Flags.string({
      description: 'Name of the context. Default: the host of the server.',
      helpValue: '<name>',
    }),
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Login);
    const { login } = await import('../services/context/login.ts');
    const connection = await this.connectionToKeep(flags);
    const { url } = connection;
    const { token } = await this.answer(
      { token: flags.token },
      { token: { flag: '--token', message: `Token for ${url}`, secret: true } },
      flags,
    );
    // What the server says from now on is about this token, were there none before.
    connection.token = token;
    const options = { url, token, context: flags.context, dryRun: flags['dry-run'] };
    this.show(await login(this.config.configDir, options), render);
  }

  /** `--context` names what is kept; it says which server only where that is known and nothing else does. */
  private async connectionToKeep({ context, server, token }: ServerChoice): Promise<Connection> {
    const { readContexts, contextNamed } = await import('../services/context/contexts.ts');
    const known = await readContexts(this.config.configDir);
    const again = server === undefined && context !== undefined && contextNamed(known, context) !== undefined;
    return this.connection({ server, token, context: again ? context : undefined });
  }
}

function render({ principal, scope, server, context, dryRun }: LoggedIn): string {
  const done = dryRun ? 'Would log in' : 'Logged in';
  return `${paint('green', '✓')} ${done} to ${server} as ${principal} (${scope}), context ${context}.`;
}
