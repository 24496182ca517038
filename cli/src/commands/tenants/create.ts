import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun } from '../../flags.ts';
import type { TenantCreated } from '../../results/tenants.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class CreateTenant extends PlexicaCommand {
  static override summary = 'Create a tenant.';
  static override description =
    'The slug names the tenant in URLs and schemas: 2 to 24 lowercase letters, digits or dashes.';
  static override examples = [
    '<%= config.bin %> tenants create acme --admin-email ada@acme.test',
    '<%= config.bin %> tenants create acme --name "Acme Inc." --json',
    '<%= config.bin %> tenants create acme --if-not-exists',
  ];
  static override args = { slug: Args.string({ description: 'Slug of the new tenant.', required: true }) };
  static override flags = {
    name: Flags.string({ description: 'Display name. Default: the slug.', helpValue: '<name>' }),
    'admin-email': Flags.string({
      description: 'Address of the first administrator, who is invited by mail.',
      helpValue: '<address>',
    }),
    'if-not-exists': Flags.boolean({
      description: 'Succeed without changes if the tenant exists. With --name, its name must be the same.',
      default: false,
    }),
    'dry-run': dryRun,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CreateTenant);
    const { createTenant } = await import('../../services/tenants/tenants.ts');
    const api = await this.api(flags);
    const { name, 'admin-email': adminEmail, 'if-not-exists': ifNotExists, 'dry-run': dryRun } = flags;
    const tenant = { slug: args.slug, name, adminEmail, ifNotExists, dryRun };
    this.show(await createTenant(api, tenant), orPlanned(render));
  }
}

function render({ slug, state, created }: TenantCreated): string {
  if (!created) return `Tenant ${slug} already exists and is ${state}. Nothing changed.`;
  return `${paint('green', '✓')} Tenant ${slug} is ${state}.`;
}
