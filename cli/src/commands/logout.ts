import { PlexicaCommand } from '../command.ts';
import { dryRun } from '../flags.ts';
import type { LoggedOut } from '../results/context.ts';
import { paint } from '../terminal/style.ts';

export default class Logout extends PlexicaCommand {
  static override summary = 'Forget the token of the context in use, or of --context.';
  static override description =
    'The server stays remembered. The token itself stays valid, since others may use it too: `plexica tokens revoke` ' +
    'ends it.';
  static override readonly followsDev = false;
  static override examples = ['<%= config.bin %> logout', '<%= config.bin %> logout --context live'];
  static override flags = { 'dry-run': dryRun };

  async run(): Promise<void> {
    const { flags } = await this.parse(Logout);
    const { logout } = await import('../services/context/logout.ts');
    const connection = await this.connection(flags);
    this.show(await logout(this.config.configDir, connection, { dryRun: flags['dry-run'] }), render);
    if (process.env.PLEXICA_TOKEN) {
      this.progress.note('PLEXICA_TOKEN is set; commands go on using that token.');
    }
  }
}

function render({ context, server, wasLoggedIn, dryRun }: LoggedOut): string {
  if (!wasLoggedIn) return `${context} has no token; nothing changed.`;
  return `${paint('green', '✓')} ${dryRun ? 'Would log out' : 'Logged out'} of ${server} (${context}).`;
}
