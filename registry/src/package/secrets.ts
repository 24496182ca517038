import { createHash } from 'node:crypto';

/** Credentials that can be told from other text by their form. Each needs a part that placeholders do not have. */
const forms: Readonly<Record<string, string>> = {
  // With the beginning of its content, because libraries that read keys contain the marker lines alone.
  'a private key':
    '-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\\\\[nr]|[\\s"\'`+,]){1,8}(?:[A-Za-z-]{4,20}: [^\\n\\\\]{1,80}(?:\\\\[nr]|\\s){1,4}){0,4}[A-Za-z0-9+/]{40}',
  'a Plexica token': '\\bplx_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])',
  'an npm token': '\\bnpm_[A-Za-z0-9]{36}\\b',
  'a password for an npm registry': ':_(?:authToken|auth|password)\\s*=\\s*["\']?[A-Za-z0-9+/=_-]{16}',
  'a GitHub token': '\\bgh[pousr]_[A-Za-z0-9]{36}|\\bgithub_pat_[A-Za-z0-9_]{60}',
  'a GitLab token': '\\bglpat-[A-Za-z0-9_-]{20}',
  'an AWS access key': '\\b(?:AKIA|ASIA)[A-Z2-7]{16}\\b',
  'a Google API key': '\\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])',
  'a Slack token': '\\bxox[abeprs]-[0-9]{8,}-[A-Za-z0-9-]{10}',
  'a Stripe key': '\\b[rs]k_live_[A-Za-z0-9]{20}',
  'a SendGrid key': '\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}',
  'a PyPI token': '\\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{40}',
  'a DigitalOcean token': '\\bdo[opr]_v1_[a-f0-9]{64}\\b',
};

/** Examples of documentation: `AKIAIOSFODNN7EXAMPLE`, `ghp_xxxxxxxx…`, `npm_0123456789…`. */
const PLACEHOLDER = /EXAMPLE|x{8}|(.)\1{11}|0123456789|1234567890|abcdefghij/i;

const kinds = Object.keys(forms);
const anySecret = new RegExp(
  Object.values(forms)
    .map((form) => `(${form})`)
    .join('|'),
  'g',
);

/** No pattern is longer. With this much of the previous chunk, a match across two chunks is found. */
const overlap = 1024;

export interface Secret {
  /** With its article: `a private key`. */
  kind: string;
  /** Starts at 1. */
  line: number;
  /** What stands for it in `allowedSecrets`: the beginning of the SHA-256 of its text. */
  fingerprint: string;
}

/**
 * Finds credentials in a file that arrives in chunks. Pass all chunks in order; each call returns what it has found.
 * Placeholders of documentation do not count.
 */
export function secretScanner(): (chunk: Buffer) => Secret[] {
  let kept = '';
  /** Where the part of `kept` begins that was not searched yet. */
  let seen = 0;
  let linesBefore = 0;
  return (chunk) => {
    const text = kept + chunk.toString('latin1');
    const found: Secret[] = [];
    anySecret.lastIndex = seen;
    for (let match = anySecret.exec(text); match !== null; match = anySecret.exec(text)) {
      seen = anySecret.lastIndex;
      const kind = kinds[match.slice(1).findIndex((group) => group !== undefined)] ?? 'a secret';
      if (kind !== 'a private key' && PLACEHOLDER.test(match[0])) continue;
      found.push({
        kind,
        line: linesBefore + newlines(text.slice(0, match.index)) + 1,
        fingerprint: fingerprintOf(match[0]),
      });
    }
    const cut = Math.max(0, text.length - overlap);
    kept = text.slice(cut);
    seen = Math.max(0, seen - cut);
    linesBefore += newlines(text.slice(0, cut));
    return found;
  };
}

/** Credentials in a whole text. */
export function findSecrets(text: string): Secret[] {
  return secretScanner()(Buffer.from(text));
}

function fingerprintOf(secret: string): string {
  return createHash('sha256').update(secret, 'latin1').digest('hex').slice(0, 16);
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
