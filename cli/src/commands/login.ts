import { Flags } from '@oclif/core';
import { PlexicaError } from '@plexica/sdk/errors';
import { PlexicaCommand } from '../command.ts';
import { dryRun, yes } from '../flags.ts';
import type { Connection, ServerChoice } from '../services/context/connection.ts';
import type { Confirmation } from '../services/login/device-login.ts';
import type { LoggedIn } from '../results/context.ts';
import { progress } from '../terminal/progress.ts';
import { paint } from '../terminal/style.ts';
import { isTyped } from '../terminal/typed-flags.ts';
import { visible } from '../terminal/visible.ts';

interface LoginFlags extends ServerChoice {
  tenant: string | undefined;
  platform: boolean;
  browser: boolean;
  'dry-run': boolean;
  yes: boolean;
}

export default class Login extends PlexicaCommand {
  static override summary = 'Log in to a tenant in a browser, or save an API token.';
  static override description =
    'Shows a code and the address of a page. Open the page in a browser on any machine, check the code and log in ' +
    'there. Later commands use the login and its tenant until you run `plexica logout`, or have not used it for 14 ' +
    'days. With --token, checks the token with the server and saves it instead. If others can read your command ' +
    'line, pass the token in PLEXICA_TOKEN.';
  static override readonly followsDev = false;
  static override examples = [
    '<%= config.bin %> login --server https://plexica.example.com --tenant acme',
    '<%= config.bin %> login --platform',
    '<%= config.bin %> login --server https://plexica.example.com --token plx_…',
    '<%= config.bin %> login --server http://127.0.0.1:7373 --context local',
  ];
  static override flags = {
    tenant: Flags.string({
      char: 't',
      description: 'Log in as a member of this tenant.',
      helpValue: '<slug>',
      exclusive: ['platform'],
    }),
    platform: Flags.boolean({
      description: 'Log in as one of the people of the platform.',
      default: false,
    }),
    browser: Flags.boolean({
      description: 'Open the page in a browser, if there is a screen and neither --json nor CI is set.',
      default: true,
      allowNo: true,
    }),
    context: Flags.string({
      description: 'Name of the context. Default: <tenant>@<host>; for a token, the host of the server.',
      helpValue: '<name>',
    }),
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Login);
    const { loginAsPerson, loginWithToken } = await import('../services/context/login.ts');
    const connection = await this.connectionToKeep(flags);
    const { url } = connection;
    const { configDir } = this.config;
    const options = { url, context: flags.context, dryRun: flags['dry-run'] };
    const how = await this.wayToLogIn(flags, connection);
    if ('realm' in how) {
      const show = (confirmation: Confirmation): void => this.showConfirmation(confirmation, flags.browser);
      this.show(await loginAsPerson(configDir, { ...options, realm: how.realm }, show), render);
      return;
    }
    // What the server says from now on is about this token, were there none before.
    connection.token = how.token;
    this.show(await loginWithToken(configDir, { ...options, token: how.token }), render);
  }

  /** `--context` names what is kept; it says which server only where that is known and nothing else does. */
  private async connectionToKeep({ context, server, token }: ServerChoice): Promise<Connection> {
    const { readContexts, contextNamed } = await import('../services/context/contexts.ts');
    const known = await readContexts(this.config.configDir);
    const again = server === undefined && context !== undefined && contextNamed(known, context) !== undefined;
    return this.connection({ server, token, context: again ? context : undefined });
  }

  /** As the flags say, else as the last time, else as the user chooses. */
  private async wayToLogIn(
    flags: LoginFlags,
    { realm, url }: Connection,
  ): Promise<{ realm: string } | { token: string }> {
    const { PLATFORM_REALM } = await import('../services/login/realm.ts');
    const wanted = flags.platform ? PLATFORM_REALM : flags.tenant;
    if (wanted !== undefined && isTyped(this.argv, 'token')) {
      throw new PlexicaError('bad_usage', 'A token is not used for a login in a browser.', {
        hint: 'Pass either --token, or --tenant or --platform.',
      });
    }
    if (wanted !== undefined) return { realm: wanted };
    if (flags.token !== undefined) return { token: flags.token };
    if (realm !== undefined) return { realm };
    const choice = { flag: '--tenant or --token', message: 'Slug of the tenant; empty to enter a token' };
    const { tenant } = await this.answer({}, { tenant: { ...choice, optional: true } }, flags);
    if (tenant !== '') return { realm: tenant };
    const token = { flag: '--token', message: `Token for ${url}`, secret: true };
    return this.answer({}, { token }, flags);
  }

  private showConfirmation({ code, url, urlWithCode }: Confirmation, browser: boolean): void {
    // Also with --json, as nobody could confirm a code that is not shown.
    const shown = progress(false);
    shown.note(`Your code: ${paint('bold', visible(code), process.stderr)}`);
    shown.note(`Open ${visible(url)} in a browser, check the code and log in.`);
    shown.note('Waiting … Press Ctrl-C to stop.');
    if (browser && !this.json) void openIfPossible(urlWithCode);
  }
}

async function openIfPossible(url: string): Promise<void> {
  const { hasBrowser, openBrowser } = await import('../services/login/browser.ts');
  if (hasBrowser(process.env)) openBrowser(url);
}

function render(result: LoggedIn): string {
  const { principal, name, email, scope, tenant, server, context, dryRun } = result;
  const done = `${paint('green', '✓')} ${dryRun ? 'Would log in' : 'Logged in'} to ${server}`;
  if (email !== undefined) {
    const place = tenant === undefined ? 'the platform' : `tenant ${tenant}`;
    return `${done} as ${visible(name ?? '')} (${visible(email)}), ${place}, context ${context}.`;
  }
  if (principal === undefined) return `${done}, ${tenant ?? 'platform'}, context ${context}.`;
  return `${done} as ${principal} (${scope}), context ${context}.`;
}
