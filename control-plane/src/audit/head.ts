import { timingSafeEqual } from 'node:crypto';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Keys } from '../keys.ts';

/** The chain of everything that belongs to no tenant. */
export const PLATFORM_CHAIN = 'platform';

/** The end of a chain: the number and the code of its last line. */
export interface Head {
  chain: string;
  count: number;
  mac: Buffer;
}

/** A signature over a head. Without the secret of the platform, nobody can make one. */
export function signatureOf(keys: Keys, { chain, count, mac }: Head): Buffer {
  return keys.auditMac('head', JSON.stringify([chain, count, mac.toString('base64')]));
}

export function isSigned(keys: Keys, head: Head, signature: Buffer): boolean {
  const expected = signatureOf(keys, head);
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

/** A head with its signature, as one word for the server's log: chain, number of lines, code, signature. */
export function toSignedText(keys: Keys, head: Head): string {
  const { chain, count, mac } = head;
  return [chain, count, mac.toString('base64url'), signatureOf(keys, head).toString('base64url')].join('.');
}

/**
 * Reads a text of `toSignedText`.
 *
 * @throws PlexicaError `invalid_input` if this platform has not signed it, or for another chain
 */
export function readSignedText(keys: Keys, chain: string, text: string): Head {
  const [of = '', count = '', mac = '', signature = ''] = text.split('.');
  const head = { chain: of, count: Number(count), mac: Buffer.from(mac, 'base64url') };
  if (!isSigned(keys, head, Buffer.from(signature, 'base64url'))) {
    throw invalidHead(
      'was not signed by this platform: copy the whole value of `auditHead` from the log of a server',
    );
  }
  if (of !== chain) throw invalidHead(`is the end of another log (${of}); this one is ${chain}`);
  return head;
}

function invalidHead(message: string): PlexicaError {
  return new PlexicaError('invalid_input', `query.head: ${message}`, {
    issues: [{ path: 'query.head', message }],
  });
}
