import { Flags } from '@oclif/core';
import type { Config, ConfigSchema } from '@plexica/registry';
import { PlexicaCommand } from '../command.ts';
import { config, configFile, dryRun, folder, localFlags } from '../flags.ts';
import { renderDevEvent } from '../terminal/dev-event.ts';
import { onKey } from '../terminal/keys.ts';
import { orPlanned } from '../terminal/planned.ts';
import { missingFlags } from '../terminal/questions.ts';
import { renderServerLog } from '../terminal/server-log.ts';

export default class Dev extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Run the plugin on a server of its own and reload it on save.';
  static override description =
    'The server and its database live in .plexica/ of the project, the plugin in the tenant "dev". Every save is ' +
    'built and brought in by the same ways as in production; types are checked beside it. On a terminal it asks for required configuration that has no value, secrets unseen. Commands in the folder talk to its server while it runs. When a migration that was ' +
    'applied has changed, r makes the installation anew, without its data. Ctrl-C stops everything (exit code 130), SIGTERM and SIGHUP too (0); the data stays.';
  static override examples = [
    '<%= config.bin %> dev',
    '<%= config.bin %> dev --port 8080 --config currency=EUR',
    '<%= config.bin %> dev --reset',
  ];
  static override flags = {
    folder,
    port: Flags.integer({
      description: 'Port; default: PLEXICA_PORT, or 7373 or the next free one.',
      min: 0,
      max: 65535,
    }),
    config,
    'config-file': configFile,
    reset: Flags.boolean({
      description: 'Make the installation anew at the start. Its data is lost.',
      default: false,
    }),
    'trust-data': Flags.boolean({
      description:
        'Take over data in .plexica/ that was not made here. Its database can run commands as you.',
      default: false,
    }),
    'dry-run': dryRun,
  };
  static override readonly runsUntilStopped = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(Dev);
    const where = {
      configFolder: this.config.configDir,
      folder: flags.folder,
      trustData: flags['trust-data'],
    };
    if (flags['dry-run']) {
      const { planDevelop } = await import('../services/dev/plan.ts');
      this.show(await planDevelop({ ...flags, ...where }), orPlanned(renderDevEvent));
      return;
    }
    const { develop } = await import('../services/dev/session.ts');
    const { stopSignal } = await import('../services/server/stop-signal.ts');
    const stop = stopSignal();
    const options = {
      ...where,
      port: flags.port,
      config: { pairs: flags.config ?? [], file: flags['config-file'] },
      ask: this.askForConfig.bind(this),
      reset: flags.reset,
      tell: (event: Parameters<typeof renderDevEvent>[0]) => this.showLine(event, renderDevEvent),
      onLog: (line: string) => {
        const text = flags.debug ? renderServerLog(line) : undefined;
        if (text !== undefined) this.progress.note(text);
      },
    };
    const signal = await develop(options, (recreate) => onKey('r', recreate), stop);
    this.progress.note('Stopped; the data stays in .plexica/.');
    this.exit(signal === 'SIGINT' ? 130 : 0);
  }

  private async askForConfig(
    plugin: string,
    schema: ConfigSchema,
    missing: readonly string[],
    given: Config,
  ): Promise<Config> {
    if (this.canAsk({})) {
      const { askForConfig } = await import('../services/installations/config-questions.ts');
      return askForConfig(schema, missing, given);
    }
    const { configQuestions } = await import('../services/installations/missing-config.ts');
    throw missingFlags(Object.values(configQuestions(plugin, schema, missing)));
  }
}
