import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import type { TenantResult } from '../../results/tenants.ts';
import { fields } from '../../terminal/table.ts';
import { when } from '../../terminal/time.ts';

export default class ShowTenant extends PlexicaCommand {
  static override summary = 'Show a tenant.';
  static override examples = ['<%= config.bin %> tenants show acme'];
  static override args = { slug: Args.string({ description: 'Slug of the tenant.', required: true }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ShowTenant);
    const { showTenant } = await import('../../services/tenants/tenants.ts');
    this.show(await showTenant(await this.api(flags), args.slug), render);
  }
}

function render({ slug, name, state, id, createdAt }: TenantResult): string {
  return fields([
    ['slug', slug],
    ['name', name],
    ['state', state],
    ['id', id],
    ['created', when(createdAt)],
  ]);
}
