import { z } from 'zod';

/**
 * An e-mail address in lower case. ASCII only: addresses with other letters (RFC 6531) can look like those of somebody
 * else, and many mail servers refuse them. Longer than 254 characters, a mail server cannot deliver to it (RFC 5321).
 */
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'must have at most 254 characters')
  .regex(/^[\x21-\x7e]+$/, 'must have only ASCII characters and no spaces')
  .pipe(z.email('must be an e-mail address, as in ada@example.com'));
