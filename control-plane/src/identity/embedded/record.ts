import { createHash } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import type { Keys } from '../../keys.ts';

/** Ids are secrets: of a refresh token, it is the token itself. */
export function recordId(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}

function place(realm: string, model: string): string {
  return `${model} of the realm ${realm}`;
}

/** The content of a record. */
export function openRecord(keys: Keys, realm: string, model: string, payload: Buffer): AdapterPayload {
  return JSON.parse(keys.open(payload, place(realm, model)).toString()) as AdapterPayload;
}

export function sealRecord(keys: Keys, realm: string, model: string, payload: AdapterPayload): Buffer {
  return keys.seal(Buffer.from(JSON.stringify(payload)), place(realm, model));
}
