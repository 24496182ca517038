import type { Keys } from '../../keys.ts';

/** Seconds between the password and the code. */
const VALID = 5 * 60;

/** Says that the password of an account was right in an interaction, for the form that asks for the code. */
export function sealProof(
  keys: Keys,
  realm: string,
  { account, interaction }: { account: string; interaction: string },
): string {
  const until = Date.now() + VALID * 1000;
  return keys
    .seal(Buffer.from(JSON.stringify({ account, until })), place(realm, interaction))
    .toString('base64url');
}

/** @returns the account and when its password was right; `undefined` for a proof that is forged, of another interaction, or too old */
export function openProof(
  keys: Keys,
  realm: string,
  { proof, interaction }: { proof: string; interaction: string },
): { account: string; givenAt: number } | undefined {
  try {
    const text = keys.open(Buffer.from(proof, 'base64url'), place(realm, interaction)).toString();
    const { account, until } = JSON.parse(text) as { account: string; until: number };
    return until > Date.now() ? { account, givenAt: until - VALID * 1000 } : undefined;
  } catch {
    return undefined;
  }
}

function place(realm: string, interaction: string): string {
  return `password in the interaction ${interaction} of the realm ${realm}`;
}
