import type { AuditLine, AuditLines, AuditVerification } from '../../results/audit.ts';
import { apiOf, type Api } from '../api.ts';
import type { Connection } from '../context/connection.ts';
import { ndjsonOf } from '../ndjson.ts';
import { timeOf } from '../time-of.ts';

/** Filter for lines of the audit log. */
export interface WantedLines {
  /** Slug; without one, the log of the platform. */
  tenant: string | undefined;
  actor: string | undefined;
  action: string | undefined;
  resource: string | undefined;
  outcome: AuditLine['outcome'] | undefined;
  /** As typed: `10m`, or a time. */
  since: string | undefined;
  until: string | undefined;
  /** Maximum number of lines, from the newest. */
  limit: number;
}

/** Lines of one page. */
const PAGE = 100;

function filterOf({ tenant, actor, action, resource, outcome, since, until }: WantedLines) {
  return {
    ...(tenant !== undefined && { tenant }),
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(resource !== undefined && { resource }),
    ...(outcome !== undefined && { outcome }),
    ...(since !== undefined && { since: timeOf(since, '--since') }),
    ...(until !== undefined && { until: timeOf(until, '--until') }),
  };
}

/** The newest lines, oldest first. @throws PlexicaError `bad_usage` */
export async function readAudit(api: Api, wanted: WantedLines): Promise<AuditLines> {
  const filter = filterOf(wanted);
  const lines: AuditLine[] = [];
  for (let cursor: string | undefined; lines.length < wanted.limit;) {
    const limit = Math.min(PAGE, wanted.limit - lines.length);
    const page = await api.readAudit({ ...filter, limit, ...(cursor !== undefined && { cursor }) });
    lines.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return { lines: lines.toReversed() };
}

/** The newest lines, then every new line, until the server stops or `signal` aborts. @throws PlexicaError `bad_usage` */
export async function* followAudit(
  connection: Connection,
  wanted: WantedLines,
  signal: AbortSignal,
): AsyncGenerator<AuditLine> {
  const query = { ...filterOf(wanted), limit: Math.min(PAGE, wanted.limit), follow: 'true' as const };
  const response = await apiOf(connection).open('readAudit', query, {
    accept: 'application/x-ndjson',
    signal,
  });
  yield* ndjsonOf<AuditLine>(response);
}

/** @param head a signed end of the log, from the log of a server */
export function verifyAudit(
  api: Api,
  tenant: string | undefined,
  head: string | undefined,
): Promise<AuditVerification> {
  return api.verifyAudit({ ...(tenant !== undefined && { tenant }), ...(head !== undefined && { head }) });
}
