import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { config, configFile, dryRun, tenant, trust, wait, yes } from '../flags.ts';
import { renderInstalled, renderInstalledAlready } from '../terminal/installation.ts';
import { renderPlanned } from '../terminal/planned.ts';

export default class Install extends PlexicaCommand {
  static override summary = 'Install a plugin and its dependencies in a tenant.';
  static override description =
    'Creates its tables, runs onInstall and activates it. If a step fails, everything is rolled back. On a terminal it ' +
    'first shows the plugins to install and the access they request, prompts for required configuration values and ' +
    'asks for confirmation; secrets stay hidden as you type. Without a terminal it exits with code 9 if a plugin ' +
    'requests access beyond its own data; --yes accepts that access.';
  static override examples = [
    '<%= config.bin %> install crm --tenant acme',
    '<%= config.bin %> install crm@^1.2 --tenant acme --config currency=EUR --dry-run',
    '<%= config.bin %> install crm --tenant acme --yes --config apiKey=@key.txt',
    '<%= config.bin %> install crm --tenant acme --yes --if-not-exists',
  ];
  static override args = {
    plugin: Args.string({
      description: 'Id of the plugin, optionally with a version, range or tag: crm, crm@^1, crm@beta.',
      required: true,
    }),
  };
  static override flags = {
    tenant,
    config,
    'config-file': configFile,
    trust,
    'if-not-exists': Flags.boolean({
      description: 'Succeed without changes if any version of the plugin is already installed.',
      default: false,
    }),
    'dry-run': dryRun,
    wait,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Install);
    const { requireNoAccess } = await import('../services/installations/consent.ts');
    const { installPlugin, planInstall } = await import('../services/installations/install.ts');
    const { missingConfig } = await import('../services/installations/missing-config.ts');
    const { wantedOf } = await import('../services/installations/wanted.ts');
    const { trust, yes } = flags;
    const api = await this.api(flags);
    const sources = { pairs: flags.config ?? [], file: flags['config-file'] };
    const tenant = await this.tenantOf(flags, () => missingConfig(api, args.plugin, sources));
    const install = async (): Promise<void> => {
      const wanted = await wantedOf(api, { tenant, reference: args.plugin, trust, reset: false, ...sources });
      if (flags['dry-run']) {
        return this.show(await planInstall(api, wanted), renderPlanned);
      }
      if (this.canAsk(flags)) {
        const { decideByAsking } = await import('../services/installations/ask-consent.ts');
        const decision = await decideByAsking(api, wanted, planInstall, {
          installs: true,
          show: (text) => this.progress.note(text),
          confirm: (question, byDefault) => this.confirm(question, flags, byDefault),
          question: (version) => `Install ${wanted.plugin} ${version} in ${tenant}?`,
        });
        return this.show(await installPlugin(api, decision), renderInstalled);
      }
      const planned = await planInstall(api, wanted);
      if (!yes) {
        const { commandLine } = await import('../terminal/command-line.ts');
        const same = {
          tenant,
          ...this.typedServer(flags),
          config: sources.pairs,
          'config-file': sources.file,
          trust,
        };
        requireNoAccess(planned, (reference) =>
          commandLine(['install', reference], { ...same, yes: true }, wanted.secrets),
        );
      }
      const accepted = yes ? undefined : [];
      this.show(await installPlugin(api, { wanted, planned, accepted }), renderInstalled);
    };
    if (!flags['if-not-exists']) return install();
    const { unlessInstalled } = await import('../services/installations/unless-installed.ts');
    const there = await unlessInstalled(api, { tenant, reference: args.plugin }, install);
    if (there === undefined) return;
    if (flags['dry-run']) this.show({ dryRun: true as const, changes: [] }, renderPlanned);
    else this.show(there, renderInstalledAlready);
  }
}
