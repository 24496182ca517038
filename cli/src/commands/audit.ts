import { Flags } from '@oclif/core';
import { PlexicaError } from '@plexica/sdk/errors';
import { PlexicaCommand } from '../command.ts';
import type { AuditVerification } from '../results/audit.ts';
import type { WantedLines } from '../services/audit/audit.ts';
import type { Connection } from '../services/context/connection.ts';
import { renderAuditLine, renderAuditLines } from '../terminal/audit-line.ts';
import { visible } from '../terminal/visible.ts';

/** Exit code for a difference that was found. */
const DIFFERENCE = 8;

export default class Audit extends PlexicaCommand {
  static override summary = 'Show who changed what, and who was refused, newest line last.';
  static override description =
    'The platform and each tenant have an audit log of their own. --verify checks that nobody has changed, removed or ' +
    'added lines in the database, and exits with 8 if somebody has. --json shows all fields of each line.';
  static override examples = [
    '<%= config.bin %> audit',
    '<%= config.bin %> audit --tenant acme --since 1d',
    '<%= config.bin %> audit --tenant acme --outcome refused',
    '<%= config.bin %> audit --action deleteTenant --json',
    '<%= config.bin %> audit --follow',
    '<%= config.bin %> audit --tenant acme --verify',
  ];
  static override flags = {
    tenant: Flags.string({
      char: 't',
      description: 'Slug of the tenant, or id of one that was erased. By default, the log of the platform.',
      helpValue: '<slug>',
    }),
    actor: Flags.string({
      description: 'Only lines of this actor: admin, token:<name>, member:<id>, client:<id> or anyone.',
      helpValue: '<actor>',
    }),
    action: Flags.string({
      description: 'Only lines with this action, such as createToken or install.',
      helpValue: '<action>',
    }),
    resource: Flags.string({
      description: 'Only lines whose resource begins with this.',
      helpValue: '<text>',
    }),
    outcome: Flags.option({
      description: 'Only lines with this outcome.',
      options: ['done', 'started', 'failed', 'refused'] as const,
    })(),
    since: Flags.string({
      description:
        'Only lines newer than this: an age (30s, 10m, 12h, 7d) or a time such as 2026-11-30T10:00Z.',
      helpValue: '<when>',
    }),
    until: Flags.string({
      description: 'Only lines older than this, in the same form.',
      helpValue: '<when>',
    }),
    limit: Flags.integer({
      description: 'Number of lines to show, from the newest: 1 to 10000.',
      default: 50,
      min: 1,
      max: 10_000,
    }),
    follow: Flags.boolean({
      char: 'f',
      description: 'Keep printing new lines.',
      default: false,
      exclusive: ['verify'],
    }),
    verify: Flags.boolean({
      description: 'Check the log instead of showing it.',
      default: false,
    }),
    head: Flags.string({
      description:
        'With --verify: a signed end of the log, the value of auditHead in the log of a server. The audit log must contain it.',
      helpValue: '<text>',
    }),
  };
  static override readonly runsUntilStopped = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(Audit);
    const { tenant, actor, action, resource, outcome, since, until, limit } = flags;
    const wanted: WantedLines = { tenant, actor, action, resource, outcome, since, until, limit };
    if (flags.head !== undefined && !flags.verify) {
      throw new PlexicaError('bad_usage', '--head needs --verify.', {
        hint: 'To check the log, run: plexica audit --verify --head <text>',
      });
    }
    if (flags.verify) {
      const { verifyAudit } = await import('../services/audit/audit.ts');
      const result = await verifyAudit(await this.api(flags), tenant, flags.head);
      this.show(result, renderVerification);
      if (!result.intact) this.exit(DIFFERENCE);
    } else if (flags.follow) {
      await this.follow(await this.connection(flags), wanted);
    } else {
      const { readAudit } = await import('../services/audit/audit.ts');
      const result = await readAudit(await this.api(flags), wanted);
      if (result.lines.length === 0) this.progress.note('No matching lines.');
      this.show(result, ({ lines }) => (lines.length === 0 ? '' : renderAuditLines(lines)));
    }
  }

  private async follow(connection: Connection, wanted: WantedLines): Promise<void> {
    const { followAudit } = await import('../services/audit/audit.ts');
    await this.showUntilStopped((signal) => followAudit(connection, wanted, signal), renderAuditLine);
    throw new PlexicaError('server_unreachable', `The log ended: the server at ${connection.url} stopped.`, {
      hint: 'Check the server with `plexica status`, then follow the log again.',
    });
  }
}

function renderVerification({ chain, intact, lines, problem, head }: AuditVerification): string {
  const log = chain === 'platform' ? 'The audit log of the platform' : `The audit log of the tenant ${chain}`;
  if (intact) {
    return `${log} is intact: ${lines} lines.${head === undefined ? '' : `\nSigned end: ${head}`}`;
  }
  return `${log} is NOT intact. Line ${problem?.line}: ${visible(problem?.reason ?? '')}.\nThe ${lines} lines before it are.`;
}
