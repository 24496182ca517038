import type { SendMailOptions } from 'nodemailer';
import type { Mailbox } from '../config.ts';

/** A mail as callers hand it in. */
export interface Mail {
  /** One address: ASCII, without a name. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail with what identifies it, so that a second delivery of it can be recognized. */
export interface StoredMail extends Mail {
  readonly id: string;
  readonly createdAt: Date;
}

/** Longest address (RFC 5321). */
const MAX_ADDRESS = 254;
/** Without spaces, quotes, brackets, lists and control characters, so it is one address wherever it is written. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u;

/** Whether mail can be sent to it: one ASCII address and nothing else. */
export function isMailAddress(text: string): boolean {
  return text.length <= MAX_ADDRESS && /^[\x21-\x7e]+$/.test(text) && ADDRESS.test(text);
}

/** A subject is one line, whatever the name of a tenant contains. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .toWellFormed();
}

/** The mail in the words of nodemailer. It reads no file and no URL, whatever the mail contains. */
export function toMessage(mail: StoredMail, from: Mailbox): SendMailOptions {
  return {
    from,
    to: { name: '', address: mail.to },
    envelope: { from: from.address, to: [mail.to] },
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    date: mail.createdAt,
    messageId: `<${mail.id}@${from.address.split('@')[1]}>`,
    // No "out of office" answers (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
