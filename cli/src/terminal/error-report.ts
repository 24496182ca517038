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

/** What `--json` prints of an error, and what the text is made of. */
export interface ErrorReport {
  code: string;
  message: string;
  hint: string;
  /** HTTP status that stands for this kind of error. */
  status: number;
  /** Every wrong field, where there are several things wrong. */
  issues?: readonly Issue[] | undefined;
  /** What a plugin asks for that was not accepted. */
  access?: readonly AccessItem[] | undefined;
  /** The server's name for the request, to be found in its log. */
  requestId?: string | undefined;
}

/** Prints an error the way the command line asks for and returns the exit code. */
export async function reportError(thrown: unknown, argv: readonly string[]): Promise<number> {
  const error = (await usageError(thrown)) ?? fileError(thrown) ?? thrown;
  const report = describeError(error);
  if (wantsJson(argv)) {
    // One line, since some commands have printed lines of JSON before.
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

/** What there is to say about anything that was thrown. */
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

/** Our own errors and those that the API client makes of a server's problems. */
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

/** For people, several lines. Much of it may be the words of a plugin or of a server. */
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

/** What the first line does not say already: several fields may be wrong for one reason. */
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
