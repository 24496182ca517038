import { Flags } from '@oclif/core';
import type { Config, ConfigSchema } from '@plexica/registry';
import { PlexicaCommand } from '../command.ts';
import { config, configFile, dryRun, folder, localFlags } from '../flags.ts';
import { renderDevEvent } from '../terminal/dev-event.ts';
import { onKey } from '../terminal/keys.ts';
import { orPlanned } from '../terminal/planned.ts';
import { missingFlags } from '../terminal/questions.ts';
import { renderMailLog, renderServerLog } from '../terminal/server-log.ts';

export default class Dev extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Run the plugin on a development server and reload it on save.';
  static override description =
    'Keeps the server and its database in .plexica/ in the project, and installs the plugin in the tenant "dev". Each ' +
    'save is built and installed the same way as in production, while types are checked in parallel. On a terminal it ' +
    'prompts for required configuration values; secrets stay hidden as you type. Commands in the project folder use ' +
    'this server while it runs. If you changed a migration that was already applied, press r to recreate the ' +
    'installation; this erases its data. Ctrl-C stops everything (exit code 130), as do SIGTERM and SIGHUP (exit code ' +
    '0). The data is kept.';
  static override examples = [
    '<%= config.bin %> dev',
    '<%= config.bin %> dev --port 8080 --config currency=EUR',
    '<%= config.bin %> dev --reset',
  ];
  static override flags = {
    folder,
    port: Flags.integer({
      helpValue: '<port>',
      description: 'Port of the server. Default: PLEXICA_PORT, or the first free port from 7373.',
      min: 0,
      max: 65535,
    }),
    config,
    'config-file': configFile,
    reset: Flags.boolean({
      description: 'Recreate the installation at startup. Erases its data.',
      default: false,
    }),
    'trust-data': Flags.boolean({
      description:
        'Use data in .plexica/ that was not created on this machine. Its database can run commands as you.',
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
        const text = flags.debug ? renderServerLog(line) : renderMailLog(line);
        if (text !== undefined) this.progress.note(text);
      },
    };
    const signal = await develop(options, (recreate) => onKey('r', recreate), stop);
    this.progress.note('Stopped. The data is kept in .plexica/.');
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
