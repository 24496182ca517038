import { errors } from '@plexica/sdk/errors';
import type { SandboxMessage } from './protocol.ts';
import type { PluginAnswer } from '../types.ts';

/** Converts an HttpError of a route to a problem (RFC 9457). Its text is from the author of the plugin. */
export function toProblemAnswer(
  { status, code, message, fields }: Extract<SandboxMessage, { type: 'problem' }>,
  requestId: string | undefined,
): PluginAnswer {
  const issues = Object.entries(fields ?? {}).map(([path, message]) => ({ path, message }));
  const problem = {
    type: `urn:plexica:error:${code}`,
    title: errors.plugin_refused.title,
    status,
    detail: message,
    code,
    hint: errors.plugin_refused.fix,
    requestId,
    ...(issues.length > 0 ? { issues } : {}),
  };
  return {
    status,
    headers: [['content-type', 'application/problem+json']],
    body: Buffer.from(JSON.stringify(problem)),
  };
}
