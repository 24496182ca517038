import { resolve } from 'node:path';
import {
  errors,
  issueText,
  type AccessItem,
  type ErrorCode,
  type Issue,
  type PlexicaError,
} from '@plexica/sdk/errors';
import { renderAccess } from './brings.ts';
import { fileError } from '../file-error.ts';
import { githubAnnotations } from './github-annotations.ts';
import { columns, paint, wrap } from './style.ts';
import { typedValue, wantsJson } from './typed-flags.ts';
import { usageError } from './usage-error.ts';
import { visible, visibleLines } from './visible.ts';

/** An error as `--json` prints it. */
export interface ErrorReport {
  code: string;
  message: string;
  hint: string;
  /** HTTP status of this kind of error. */
  status: number;
  /** Every invalid field. */
  issues?: readonly Issue[] | undefined;
  /** Requested access that was not accepted. */
  access?: readonly AccessItem[] | undefined;
  /** Id of the request in the log of the server. */
  requestId?: string | undefined;
}

/** Prints an error as text or JSON and returns the exit code. */
export async function reportError(thrown: unknown, argv: readonly string[]): Promise<number> {
  const error = (await usageError(thrown)) ?? fileError(thrown) ?? thrown;
  const report = describeError(error);
  if (wantsJson(argv)) {
    // One line, because some commands print JSON lines.
    process.stdout.write(`${JSON.stringify({ error: report })}\n`);
  } else {
    process.stderr.write(errorText(report));
  }
  const { GITHUB_ACTIONS, GITHUB_WORKSPACE = '.' } = process.env;
  if (GITHUB_ACTIONS === 'true') {
    const folder = typedValue(argv, 'folder') ?? '.';
    process.stderr.write(githubAnnotations(report.issues ?? [], folder, resolve(GITHUB_WORKSPACE)));
  }
  if (argv.includes('--debug') && thrown instanceof Error) {
    process.stderr.write(`${paint('dim', visibleLines(stackOf(thrown)), process.stderr)}\n`);
  }
  return exitCode(report);
}

/** Describes anything that was thrown. */
export function describeError(error: unknown): ErrorReport {
  if (isProblem(error)) {
    return {
      code: error.code,
      message: error.message,
      hint: error.hint,
      status: error.status,
      ...(error.issues.length > 0 && { issues: error.issues }),
      ...(error.access.length > 0 && { access: error.access }),
      ...(error.requestId !== undefined && { requestId: error.requestId }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', message, hint: errors.unexpected.fix, status: errors.unexpected.status };
}

/** Our own errors and those of the API client. */
function isProblem(
  error: unknown,
): error is Omit<PlexicaError, 'code'> & { code: string; requestId?: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    'hint' in error &&
    'issues' in error &&
    'access' in error &&
    'status' in error
  );
}

/** The error as text of several lines. It can contain text from a plugin or server, so control characters are escaped. */
export function errorText(report: ErrorReport): string {
  const room = Math.min(columns(process.stderr), 100);
  const lines = [
    `${paint('red', 'Error:', process.stderr)} ${wrap(visibleLines(report.message.replace(/^Error: /, '')), room - 7)}`,
  ];
  lines.push(...unsaid(report).map((issue) => `  ${issueLine(issue, room)}`));
  lines.push(...renderAccess((report.access ?? []).filter(({ text }) => !report.message.includes(text))));
  lines.push(
    `${paint('cyan', 'Next:', process.stderr)} ${wrap(visibleLines(report.hint), room - 6, '      ')}`,
  );
  if (report.code !== 'interrupted') {
    const request = report.requestId === undefined ? '' : ` · request ${visible(report.requestId)}`;
    lines.push(paint('dim', `More: plexica explain ${report.code}${request}`, process.stderr));
  }
  return `${lines.join('\n')}\n`;
}

function issueLine(issue: Issue, room: number): string {
  const { path, file, message } = issue;
  if (file !== undefined) return wrap(visibleLines(issueText(issue)), room - 4, '    ');
  const name = paint('bold', visible(path) || '(document)', process.stderr);
  return `${name}  ${wrap(visibleLines(message), room - 4, '    ')}`;
}

/** Issues that the message does not already contain. */
function unsaid({ message: said, issues = [] }: ErrorReport): Issue[] {
  return issues.filter((issue) => {
    const { path, message, file } = issue;
    if (issues.length === 1) return !said.includes(message);
    if (file !== undefined && said.includes(issueText(issue))) return false;
    return !said.includes(`${path}: ${message}`) && !said.includes(`${path} ${message}`);
  });
}

function exitCode({ code, status }: ErrorReport): number {
  if (Object.hasOwn(errors, code)) {
    return errors[code as ErrorCode].exit;
  }
  const byStatus: Record<number, number> = { 401: 3, 403: 4, 404: 5, 409: 6, 503: 7, 504: 7 };
  return byStatus[status] ?? (status < 500 ? 2 : 1);
}

function stackOf(error: Error): string {
  const causes = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${causes}`;
}
