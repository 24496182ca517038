import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, wait, yes } from '../../flags.ts';
import type { TenantDeleted } from '../../results/tenants.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class DeleteTenant extends PlexicaCommand {
  static override summary = 'Delete a tenant and all its plugins and data.';
  static override examples = [
    '<%= config.bin %> tenants delete acme --dry-run',
    '<%= config.bin %> tenants delete acme --yes',
  ];
  static override args = { slug: Args.string({ description: 'Slug of the tenant.', required: true }) };
  static override flags = { 'dry-run': dryRun, wait, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DeleteTenant);
    const { deleteTenant } = await import('../../services/tenants/tenants.ts');
    const api = await this.api(flags);
    const dryRun = flags['dry-run'];
    if (!dryRun) {
      await this.confirm(`Delete the tenant ${args.slug} and all its data?`, flags);
    }
    this.show(await deleteTenant(api, { slug: args.slug, dryRun }), orPlanned(render));
  }
}

function render({ slug }: TenantDeleted): string {
  return `${paint('green', '✓')} Tenant ${slug} was deleted.`;
}
