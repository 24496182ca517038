import { PlexicaCommand } from '../command.ts';
import { dryRun } from '../flags.ts';
import type { LoggedOut } from '../results/context.ts';
import { paint } from '../terminal/style.ts';

export default class Logout extends PlexicaCommand {
  static override summary = 'Remove the token of the current context, or of --context.';
  static override description =
    'Keeps the saved server. The token stays valid, because others might use it too: to revoke it, run `plexica ' +
    'tokens revoke`.';
  static override readonly followsDev = false;
  static override examples = ['<%= config.bin %> logout', '<%= config.bin %> logout --context live'];
  static override flags = { 'dry-run': dryRun };

  async run(): Promise<void> {
    const { flags } = await this.parse(Logout);
    const { logout } = await import('../services/context/logout.ts');
    const connection = await this.connection(flags);
    this.show(await logout(this.config.configDir, connection, { dryRun: flags['dry-run'] }), render);
    if (process.env.PLEXICA_TOKEN) {
      this.progress.note('PLEXICA_TOKEN is set: commands still use that token.');
    }
  }
}

function render({ context, server, wasLoggedIn, dryRun }: LoggedOut): string {
  if (!wasLoggedIn) return `${context} has no token. Nothing changed.`;
  return `${paint('green', '✓')} ${dryRun ? 'Would log out' : 'Logged out'} of ${server} (${context}).`;
}
