import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keys } from '../keys.ts';
import type { LineRow, Personal } from './line.ts';

/** Bytes of key, nonce and tag of AES-256-GCM (NIST SP 800-38D). */
const KEY = 32;
const NONCE = 12;
const TAG = 16;

const place = (chain: string): string => `audit ${chain}`;

/** @returns a new key of a chain, encrypted */
export function newKey(keys: Keys, chain: string): Buffer {
  return keys.seal(randomBytes(KEY), place(chain));
}

type Place = Pick<LineRow, 'chain' | 'number'>;

const boundTo = ({ chain, number }: Place): Buffer => Buffer.from(`${chain} ${number}`);

/** Encrypts the personal values of a line, under the key of its chain and bound to its place. */
export function sealPersonal(keys: Keys, key: Buffer, line: Place, personal: Personal): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keys.open(key, place(line.chain)), nonce).setAAD(
    boundTo(line),
  );
  const text = Buffer.from(JSON.stringify(personal));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens the personal values of lines of one chain.
 *
 * @param key null if it was destroyed
 * @returns a function that gives the values of a line; `undefined` if nobody can open them any more
 */
export function personalOpener(
  keys: Keys,
  chain: string,
  key: Buffer | null,
): (line: LineRow) => Personal | undefined {
  if (key === null) return () => undefined;
  const opened = keys.open(key, place(chain));
  return (line) => {
    const { personal } = line;
    if (personal === null) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', opened, personal.subarray(0, NONCE))
        .setAAD(boundTo(line))
        .setAuthTag(personal.subarray(-TAG));
      const text = Buffer.concat([decipher.update(personal.subarray(NONCE, -TAG)), decipher.final()]);
      return JSON.parse(text.toString('utf8')) as Personal;
    } catch {
      // Somebody changed the row. `verify` names it, and the other lines can still be read.
      return undefined;
    }
  };
}
