import { Args } from '@oclif/core';
import { member } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { tenant, yes } from '../../flags.ts';
import type { ExplanationResult } from '../../results/members.ts';
import { paint } from '../../terminal/style.ts';

export default class ExplainPermission extends PlexicaCommand {
  static override summary = 'Say why a member has a permission, or what is missing.';
  static override examples = [
    '<%= config.bin %> permissions explain ada@acme.test crm.contacts.write --tenant acme',
  ];
  static override args = {
    member,
    permission: Args.string({ description: 'Permission: crm.contacts.write', required: true }),
  };
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ExplainPermission);
    const { explainPermission } = await import('../../services/members/members.ts');
    const question = { tenant: await this.tenantOf(flags), ...args };
    const explained = await explainPermission(await this.api(flags), question);
    this.show(explained, (explanation) => render(explanation, question.tenant));
  }
}

function render(
  { member: who, permission, allowed, reason, ...grants }: ExplanationResult,
  of: string,
): string {
  const list = (some: ExplanationResult['grantedBy']): string[] =>
    some.map(({ role, pattern }) => `  ${role} (${pattern})`);
  if (allowed) {
    const roles = list(grants.grantedBy);
    const these = roles.length > 1 ? 'These roles grant' : 'This role grants';
    const head = `${paint('green', '✓')} ${who.email} has ${permission}. ${these} it by the pattern in brackets:`;
    return [head, ...roles].join('\n');
  }
  const head = `${paint('red', '✗')} ${who.email} does not have ${permission}.`;
  if (reason !== undefined) return `${head}\nNo role can grant it: ${reason}.`;
  if (grants.grantableBy.length === 0) return `${head}\nNo role of ${of} grants it.`;
  const [first] = grants.grantableBy;
  const roles = [...who.roles, first?.role].join(',');
  return [
    `${head} These roles grant it by the pattern in brackets:`,
    ...list(grants.grantableBy),
    `To give one: plexica members set-role ${who.email} --role ${roles} --tenant ${of}`,
  ].join('\n');
}
