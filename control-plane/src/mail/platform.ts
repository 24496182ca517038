import type { HttpPlatform } from '../http/platform.ts';
import type { Mails } from './mails.ts';
import type { Sender } from './sender.ts';

/** The parts of the server that mail uses. */
export interface MailPlatform extends HttpPlatform {
  readonly mail: Mails;
  readonly mailSender: Sender;
}
