import { join } from 'node:path';
import { errors, PlexicaError, type ErrorCode, type Issue } from '../errors.ts';
import { bundledNode } from './bundled-node.ts';

/**
 * Program and arguments that run `plexica-server`.
 *
 * @param controlPlane folder of the package `@plexica/control-plane`
 * @throws PlexicaError `server_start_failed` without a Node that it can run on
 */
export function serverCommand(
  controlPlane: string,
  ...arguments_: string[]
): [command: string, arguments_: string[]] {
  const own = Number(process.versions.node.split('.')[0]) >= 26 ? process.execPath : undefined;
  const node = bundledNode(controlPlane) ?? own;
  if (node === undefined) {
    throw new PlexicaError(
      'server_start_failed',
      'A server requires Node 26, and its own Node is not installed.',
      {
        hint: 'Reinstall without --omit=optional, or run plexica with Node 26 or newer.',
      },
    );
  }
  return [node, [join(controlPlane, 'bin', 'plexica-server.js'), ...arguments_]];
}

/**
 * The error that a `plexica-server` wrote as its last line before it ended: `{"error":{"code":…}}`. Without such a
 * line it is `server_start_failed` with what was written last.
 */
export function serverError(stderr: string, exit: string): PlexicaError {
  const lines = stderr.trimEnd().split('\n');
  const problem = errorLine(lines.at(-1) ?? '');
  if (problem === undefined) {
    return new PlexicaError(
      'server_start_failed',
      `plexica-server exited with ${exit}:\n${lines.slice(-10).join('\n')}`,
    );
  }
  const { code, message, hint, issues } = problem;
  return new PlexicaError(code, message, {
    ...(hint !== undefined && { hint }),
    ...(issues !== undefined && { issues }),
  });
}

interface ServerProblem {
  code: ErrorCode;
  message: string;
  hint?: string;
  issues?: Issue[];
}

/** The problem that a line of `plexica-server` holds, if it is one: for the program that started it, not for people. */
export function errorLine(line: string): ServerProblem | undefined {
  try {
    const { error } = JSON.parse(line) as { error?: ServerProblem };
    return error !== undefined && Object.hasOwn(errors, error.code) ? error : undefined;
  } catch {
    return undefined;
  }
}
