import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun } from '../flags.ts';
import type { LoggedOut } from '../results/context.ts';
import { paint } from '../terminal/style.ts';

export default class Logout extends PlexicaCommand {
  static override summary = 'Log out of the current context, or of --context.';
  static override description =
    'Ends your login on the server and removes it here; the saved server stays. An API token is only removed here ' +
    'and stays valid, because others might use it too: to revoke it, run `plexica tokens revoke`.';
  static override readonly followsDev = false;
  static override examples = ['<%= config.bin %> logout', '<%= config.bin %> logout --context live'];
  static override flags = {
    force: Flags.boolean({
      description: 'Remove a login also if the server cannot be reached to end it.',
      default: false,
    }),
    'dry-run': dryRun,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Logout);
    const { logout } = await import('../services/context/logout.ts');
    const connection = await this.connection(flags);
    const { force, 'dry-run': dryRun } = flags;
    const loggedOut = await logout(this.config.configDir, connection, { dryRun, force });
    this.show(loggedOut, render);
    if (loggedOut.kind === 'login' && loggedOut.wasLoggedIn && !loggedOut.ended && !dryRun) {
      this.progress.warn('The login was not ended on the server, where it stays valid.');
    }
    if (process.env.PLEXICA_TOKEN) {
      this.progress.note('PLEXICA_TOKEN is set: commands still use that token.');
    }
  }
}

function render({ context, server, wasLoggedIn, dryRun }: LoggedOut): string {
  if (!wasLoggedIn) return `${context} is not logged in. Nothing changed.`;
  return `${paint('green', '✓')} ${dryRun ? 'Would log out' : 'Logged out'} of ${server} (${context}).`;
}
