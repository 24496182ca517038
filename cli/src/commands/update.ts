import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { config, configFile, dryRun, tenant, trust, wait, yes } from '../flags.ts';
import type { PlannedUpdate, UpdateResult } from '../results/installations.ts';
import { renderInstalled } from '../terminal/installation.ts';
import { renderPlanned } from '../terminal/planned.ts';

export default class Update extends PlexicaCommand {
  static override summary = 'Update an installed plugin to another version.';
  static override description =
    'Runs the new migrations and onUpdate in one transaction. If a step fails, the old version keeps running. On a ' +
    'terminal it shows the changes and asks for confirmation. If the new version requests more access than the ' +
    'installed one, accept it on the terminal or with --accept-access; otherwise the command exits with code 9.';
  static override examples = [
    '<%= config.bin %> update crm --tenant acme',
    '<%= config.bin %> update crm@2.0.0 --tenant acme --dry-run',
    '<%= config.bin %> update crm@2.0.0 --tenant acme --yes --accept-access',
  ];
  static override args = {
    plugin: Args.string({
      description: 'Id of the plugin, optionally with a version, range or tag. Default: latest.',
      required: true,
    }),
  };
  static override flags = {
    tenant,
    config,
    'config-file': configFile,
    trust,
    'accept-access': Flags.boolean({
      description: 'Accept that the new version requests more access.',
      default: false,
    }),
    reset: Flags.boolean({
      description: 'Recreate the installation. Erases all its data.',
      default: false,
    }),
    'dry-run': dryRun,
    wait,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Update);
    const { accessOf, requireNoAccess } = await import('../services/installations/consent.ts');
    const { planUpdate, showPlannedUpdate, updatePlugin } =
      await import('../services/installations/update.ts');
    const { wantedOf } = await import('../services/installations/wanted.ts');
    const { trust, reset, 'dry-run': dryRun, 'accept-access': accepts, yes } = flags;
    const tenant = await this.tenantOf(flags);
    const asks = this.canAsk(flags) && !dryRun;
    const erase = `Erase all data of ${args.plugin} in ${tenant}?`;
    if (reset && !asks && !dryRun) await this.confirm(erase, flags);
    const api = await this.api(flags);
    const sources = { pairs: flags.config ?? [], file: flags['config-file'] };
    const wanted = await wantedOf(api, { tenant, reference: args.plugin, trust, reset, ...sources });
    if (dryRun) return this.show(await showPlannedUpdate(api, wanted), render);
    if (asks) {
      const { decideByAsking } = await import('../services/installations/ask-consent.ts');
      const update = (version: string): string => `Update ${wanted.plugin} in ${tenant} to ${version}?`;
      const decision = await decideByAsking(api, wanted, planUpdate, {
        installs: false,
        show: (text) => this.progress.note(text),
        confirm: (question, byDefault) => this.confirm(question, flags, byDefault),
        question: (version) =>
          reset ? `${update(version).slice(0, -1)}, and erase all of its data?` : update(version),
      });
      return this.show(await updatePlugin(api, decision), render);
    }
    const planned = await planUpdate(api, wanted);
    if (!accepts) {
      const { commandLine } = await import('../terminal/command-line.ts');
      const same = {
        tenant,
        ...this.typedServer(flags),
        config: sources.pairs,
        'config-file': sources.file,
        trust,
        reset,
        yes,
      };
      requireNoAccess(planned, (reference) =>
        commandLine(['update', reference], { ...same, 'accept-access': true }, wanted.secrets),
      );
    }
    this.show(await updatePlugin(api, { wanted, planned, accepted: accessOf(planned) }), render);
  }
}

function render(result: UpdateResult | PlannedUpdate): string {
  const { plugin, version, tenant } = result;
  const already = `${plugin} is already at ${version ?? 'this version'} in ${tenant}`;
  if ('dryRun' in result) {
    return result.unchanged ? `${already}. Nothing would change.` : renderPlanned(result);
  }
  return result.unchanged ? `${already}. Nothing changed.` : renderInstalled(result);
}
