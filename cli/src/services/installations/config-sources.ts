import { createReadStream } from 'node:fs';
import { parseJson } from '@plexica/registry';
import { issueText, PlexicaError } from '@plexica/sdk/errors';
import { decodeText, encodingProblem } from '@plexica/sdk/text';

/** Limit of the server. */
const LARGEST = 1024 * 1024;

/** Standard input, which can only be read once. */
const STDIN = '-';

/** Sources of configuration values. */
export interface ConfigSources {
  /** `key=value`, `key=@file` or `key=-` each. */
  pairs: readonly string[];
  /** Path of a JSON file, or `-`. */
  file: string | undefined;
}

/**
 * Reads `--config-file` and values of the form `key=@file` and `key=-`, so that secrets need not be typed on the command
 * line. Removes one line break at the end of such a value. `key=@@text` means the value `@text`.
 *
 * @param stdin read to its end if a source uses it
 * @returns `base`: the values of the file; `pairs`: `key=value` each
 * @throws PlexicaError `bad_usage` naming what cannot be read
 */
export async function readSources(
  { pairs, file }: ConfigSources,
  stdin: NodeJS.ReadableStream & { isTTY?: boolean } = process.stdin,
): Promise<{ base: Record<string, unknown>; pairs: string[] }> {
  const readers = [
    ...pairs.filter((pair) => valueOf(pair) === STDIN),
    ...(file === STDIN ? ['--config-file'] : []),
  ];
  if (readers.length > 1) {
    throw new PlexicaError('bad_usage', `${readers.join(' and ')} cannot both read standard input.`, {
      hint: 'Read one of them from a file: key=@file.',
    });
  }
  const read = (name: string, path: string): Promise<string> =>
    path === STDIN ? readStdin(name, stdin) : readText(name, path);
  const base = file === undefined ? {} : toValues(file, await read('--config-file', file));
  const known: string[] = [];
  for (const pair of pairs) known.push(await expand(pair, read));
  return { base, pairs: known };
}

function valueOf(pair: string): string | undefined {
  const equals = pair.indexOf('=');
  return equals < 1 ? undefined : pair.slice(equals + 1);
}

async function expand(pair: string, read: (name: string, path: string) => Promise<string>): Promise<string> {
  const value = valueOf(pair);
  if (value === undefined || (value !== STDIN && !value.startsWith('@'))) return pair;
  const key = pair.slice(0, pair.length - value.length - 1);
  if (value.startsWith('@@')) return `${key}=${value.slice(1)}`;
  const text = await read(pair, value === STDIN ? STDIN : value.slice(1));
  return `${key}=${text.replace(/\r?\n$/, '')}`;
}

async function readText(name: string, path: string): Promise<string> {
  const escape = name === '--config-file' ? '' : ` If the value itself starts with @, type @@.`;
  try {
    return decoded(name, await collect(name, createReadStream(path)));
  } catch (error) {
    if (error instanceof PlexicaError) throw error;
    const message = `${name}: ${path === '' ? 'the file name is missing' : `${path} cannot be read: ${(error as Error).message}`}.`;
    throw new PlexicaError('bad_usage', message, {
      hint: `Pass the path of a file that you can read.${escape}`,
      cause: error,
    });
  }
}

async function readStdin(name: string, stdin: NodeJS.ReadableStream & { isTTY?: boolean }): Promise<string> {
  if (stdin.isTTY) {
    throw new PlexicaError(
      'bad_usage',
      `${name}: standard input is a terminal, which would show the value.`,
      {
        hint: 'Use a pipe, or omit a required value to enter it at a hidden prompt.',
      },
    );
  }
  return decoded(name, await collect(name, stdin));
}

async function collect(name: string, stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    size += Buffer.byteLength(chunk);
    if (size > LARGEST) throw new PlexicaError('bad_usage', `${name}: is larger than 1 MiB.`);
  }
  return Buffer.concat(chunks);
}

function decoded(name: string, bytes: Buffer): string {
  const problem = encodingProblem(bytes);
  if (problem !== undefined) throw new PlexicaError('bad_usage', `${name}: ${problem}.`);
  return decodeText(bytes);
}

function toValues(file: string, text: string): Record<string, unknown> {
  const shown = file === STDIN ? 'standard input' : file;
  const { value, issues } = parseJson(text, shown);
  if (issues) throw new PlexicaError('bad_usage', `--config-file: ${issues.map(issueText).join('; ')}.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PlexicaError(
      'bad_usage',
      `--config-file: ${shown} does not contain a JSON object of keys and values.`,
    );
  }
  return value as Record<string, unknown>;
}
