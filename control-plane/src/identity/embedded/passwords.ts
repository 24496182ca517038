import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { PlexicaError } from '@plexica/sdk/errors';
import { characters } from './characters.ts';

const hash = promisify(argon2);

/** OWASP's first choice for Argon2id: 19 MiB and two passes. About 30 ms. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };

/** Least and greatest length of a password, in characters. */
export const PASSWORD_LENGTH = { min: 10, max: 256 };

/** Two at a time, so that many logins at once cannot take all memory and processors. */
const SLOTS = 2;
/** Beyond it, everybody would wait longer than a browser does. */
const MOST_WAITING = 200;
let running = 0;
const waiting: (() => void)[] = [];

async function argon2id(parameters: Argon2Parameters): Promise<Buffer> {
  if (waiting.length >= MOST_WAITING)
    throw new PlexicaError('machine_overloaded', 'too many people log in at this moment', { retryAfter: 5 });
  if (running >= SLOTS) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await hash('argon2id', parameters);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** @returns the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>` */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await argon2id({ message: Buffer.from(password.normalize('NFKC')), nonce, ...COST });
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/**
 * Takes as long for an account without a password, or for none at all, as for one with a wrong password.
 *
 * @param stored in PHC string format, or `null`
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, , , cost = '', salt = '', tag = ''] = (stored ?? (await standIn())).split('$');
  const { m, t, p } = Object.fromEntries(cost.split(',').map((pair) => pair.split('=') as [string, string]));
  const expected = Buffer.from(tag, 'base64');
  const given = await argon2id({
    message: Buffer.from(password.normalize('NFKC')),
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    tagLength: expected.length,
  });
  return timingSafeEqual(given, expected) && stored !== null;
}

let standInHash: Promise<string> | undefined;

function standIn(): Promise<string> {
  return (standInHash ??= hashPassword(randomBytes(16).toString('hex')));
}

/** Why a password is not accepted, or `undefined`. Length matters, not kinds of characters (NIST SP 800-63B). */
export function passwordProblem(password: string, { email }: { email: string }): string | undefined {
  const length = characters(password.normalize('NFKC'));
  const { min, max } = PASSWORD_LENGTH;
  if (length < min) return `The password must have at least ${min} characters.`;
  if (length > max) return `The password must have at most ${max} characters.`;
  const lower = password.toLowerCase();
  const [local = ''] = email.split('@');
  if (lower === email || lower === local) return 'The password must not be your e-mail address.';
  if (new Set(lower).size < 4) return 'The password must not repeat the same few characters.';
  return undefined;
}
