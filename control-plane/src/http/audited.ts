import { AsyncLocalStorage } from 'node:async_hooks';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { authenticate } from '../access/authorize.ts';
import { ANYONE, type Principal } from '../access/principal.ts';
import { attachToCommit } from '../database/with-commit.ts';
import { toPlexicaError } from '../errors/known-errors.ts';
import { requestIdOf } from '../errors/problem.ts';
import type { AuditEntry } from './audit-trail.ts';
import type { HttpPlatform } from './platform.ts';
import { recordedPart, recordedPath } from './recorded.ts';
import type { AnyRoute, Call, Reply } from './route.ts';

/** What a request asks for, in the words of the audit log. */
export interface Asked extends Pick<AuditEntry, 'tenant' | 'action' | 'resource'> {
  /** Whether it asks for a change, so that a failure is recorded too. */
  changes: boolean;
}

/** What a handler adds to the line of its request. */
interface Notes {
  /** Who it is, where only the handler finds out. */
  principal?: AuditEntry['principal'];
  /** The request changed nothing, although it could have. */
  unchanged?: true;
  operation?: string;
  before?: unknown;
  after?: unknown;
}

const running = new AsyncLocalStorage<Notes>();

/** Adds facts to the line that the running request writes to the audit log. Without such a request, nothing happens. */
export function noteInAudit(notes: Notes): void {
  const store = running.getStore();
  if (store !== undefined) Object.assign(store, notes);
}

/** Remembers what a request asks for, should it be refused. */
export function noteAsked(response: Response, asked: Asked): void {
  response.locals['asked'] = asked;
}

/** What a request asks for by its route. Its line belongs to the tenant in whose scope the route needs its permission. */
export function askedBy(declared: AnyRoute, params: Request['params'], changes: boolean): Asked {
  const { needs } = declared;
  const ofTenant = typeof needs === 'object' && 'scope' in needs && needs.scope === 'tenant';
  return {
    tenant: ofTenant ? params['tenant']?.toString() : undefined,
    action: declared.id,
    resource: recordedPath(declared.path, declared.params, params),
    changes,
  };
}

/**
 * Runs the handler of a changing route and writes a line to the audit log: in the first transaction that the handler
 * commits, or after the handler if it has none.
 */
export async function audited<Platform extends HttpPlatform>(
  call: Call<Platform>,
  declared: AnyRoute,
  handle: () => Promise<Reply>,
): Promise<Reply> {
  const { audit } = call.platform;
  const notes: Notes = {};
  const entry = (): AuditEntry => ({
    ...askedBy(declared, call.request.params, true),
    principal: call.principal,
    address: call.request.ip,
    outcome: notes.operation === undefined ? 'done' : 'started',
    requestId: call.requestId,
    input: inputOf(declared, call),
    ...factsOf(notes),
  });
  return running.run(notes, () =>
    attachToCommit(
      (transaction) => audit.write(entry(), transaction),
      async (attached) => {
        const reply = await handle();
        if (attached.write !== undefined) await audit.write(entry());
        return reply;
      },
    ),
  );
}

function factsOf({ unchanged: _unchanged, ...facts }: Notes): Omit<Notes, 'unchanged'> {
  return facts;
}

/**
 * Runs the handler of a form on a page and writes a line to the audit log after it. Requests of callers whom the handler
 * has not recognized are counted, whatever they did.
 */
export async function auditedForm(
  { audit }: Pick<HttpPlatform, 'audit'>,
  request: Request,
  response: Response,
  handle: () => Promise<void>,
): Promise<void> {
  const notes: Notes = {};
  await running.run(notes, handle);
  if (notes.unchanged) return;
  const failed = response.statusCode >= 400;
  const entry: AuditEntry = {
    ...(response.locals['asked'] as Asked),
    principal: ANYONE,
    address: request.ip,
    outcome: failed ? 'failed' : 'done',
    requestId: requestIdOf(response),
    ...factsOf(notes),
  };
  if (failed || notes.principal === undefined) audit.count(entry);
  else await audit.write(entry);
}

function inputOf(declared: AnyRoute, { params, query, body }: Call): unknown {
  const parts = [
    declared.params && namedByAddress(recordedPart(declared.params, params)),
    declared.query && recordedPart(declared.query, query),
    declared.body && recordedPart(declared.body, body),
  ].filter((part) => typeof part === 'object');
  const input = Object.assign({}, ...parts) as object;
  return Object.keys(input).length === 0 ? undefined : input;
}

/** Parameters of the path that are e-mail addresses, which the resource must not contain. */
function namedByAddress(params: unknown): object {
  return Object.fromEntries(
    Object.entries(params as object).filter(([, value]) => typeof value === 'string' && value.includes('@')),
  );
}

/** Statuses of refused requests. */
const REFUSED = new Set([401, 403, 429]);

/** Counts refused requests and failed changes in the audit log. The answer does not wait for it. */
export function countRefusals({
  access,
  audit,
}: Pick<HttpPlatform, 'access' | 'audit'>): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    const { status, code } = toPlexicaError(thrown);
    const refused = REFUSED.has(status);
    const asked = response.locals['asked'] as Asked | undefined;
    if (response.locals['counted'] !== true && (refused || asked?.changes === true)) {
      response.locals['counted'] = true;
      const outcome = refused ? 'refused' : 'failed';
      const known = response.locals['principal'] as Principal | undefined;
      void (known === undefined ? whoAsks(access, request) : Promise.resolve(known)).then((principal) =>
        audit.count({
          ...(asked ?? { tenant: undefined, action: 'unknown', resource: 'unknown' }),
          principal,
          address: request.ip,
          outcome,
          code,
          requestId: requestIdOf(response),
        }),
      );
    }
    next(thrown);
  };
}

/** A request can be refused before its caller is recorded with it. */
function whoAsks(access: HttpPlatform['access'], request: Request): Promise<Principal> {
  return authenticate(access, request).catch(() => ANYONE);
}
