import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import type { TenantNow } from '../../results/tenants.ts';
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

function render({ slug, name, state, id, createdAt, operation }: TenantNow): string {
  return fields([
    ['slug', slug],
    ['name', name],
    ['state', state],
    ['id', id],
    ['created', when(createdAt)],
    ...(operation ? progress(operation) : []),
  ]);
}

/** Its current operation and what blocks it. While an operation runs, nothing else of the tenant can change. */
function progress(operation: NonNullable<TenantNow['operation']>) {
  const { id, kind, subject, state, steps, attempts, error, obstacle } = operation;
  const done = steps.filter((step) => step.state === 'done').length;
  const step = steps.find((one) => one.state === 'running')?.name;
  return [
    ['changing', `${kind} ${subject}, ${state}`],
    ['operation', id],
    ['step', `${done + 1} of ${steps.length}${step === undefined ? '' : `: ${step}`}`],
    ['failed', attempts > 0 ? `${attempts} times; retrying` : undefined],
    ['error', error && `${error.code}: ${error.message}`],
    ['waiting', obstacle && `${obstacle.code}: ${obstacle.message}`],
  ] as const;
}
