import { isUtf8 } from 'node:buffer';
import { refusal } from './refusal.ts';

/** They describe a file and change neither its name nor its length. */
const harmless = new Set(['mtime', 'atime', 'ctime', 'uid', 'gid', 'uname', 'gname', 'comment']);

/**
 * The path that a pax header (POSIX) gives to the next entry. Records are `<length> <key>=<value>\n`, where the length
 * counts itself. Keys that change what the entry is (`size`, `linkpath`, `GNU.sparse.*`) are refused.
 */
export function paxPath(bytes: Buffer): string | undefined {
  let path: string | undefined;
  const seen = new Set<string>();
  for (let rest = bytes; rest.length > 0;) {
    const digits = /^([1-9]\d{0,6}) /.exec(rest.subarray(0, 8).toString('latin1'))?.[1] ?? '';
    const length = Number(digits);
    const record = rest.subarray(digits.length + 1, length);
    const equals = record.indexOf('=');
    if (digits === '' || length > rest.length || record.at(-1) !== 0x0a || equals < 1) {
      throw refusal(undefined, 'has a malformed pax header');
    }
    const key = record.subarray(0, equals).toString('latin1');
    const value = record.subarray(equals + 1, -1);
    if (seen.has(key)) throw refusal(undefined, `has a pax header with two records of the key "${key}"`);
    seen.add(key);
    if (key === 'path') {
      if (!isUtf8(value)) throw refusal(undefined, 'has a pax header with a path that is not UTF-8');
      path = value.toString();
    } else if (!harmless.has(key)) {
      throw refusal(
        undefined,
        `has a pax header with the key ${JSON.stringify(key.slice(0, 60))}, which is not allowed`,
      );
    }
    rest = rest.subarray(length);
  }
  return path;
}
