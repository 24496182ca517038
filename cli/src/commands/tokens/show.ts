import { token } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { renderToken } from '../../terminal/token.ts';

export default class ShowToken extends PlexicaCommand {
  static override summary = 'Show an API token, without its secret.';
  static override examples = ['<%= config.bin %> tokens show ci'];
  static override args = { token };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ShowToken);
    const { showToken } = await import('../../services/tokens/tokens.ts');
    this.show(await showToken(await this.api(flags), args.token), renderToken);
  }
}
