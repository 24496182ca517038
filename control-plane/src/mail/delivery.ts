import { mkdir, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import type { Config, Mailbox, SmtpServer } from '../config.ts';
import { toMessage, type StoredMail } from './message.ts';

/** How mails leave the server. */
export interface Delivery {
  /** @throws Error if the mail was not accepted */
  deliver(mail: StoredMail): Promise<void>;
  close(): void;
}

/** To the configured SMTP server, or without one into files. */
export function openDelivery(config: Config, log: Logger): Delivery {
  const from = config.mailFrom ?? defaultSender(config);
  return config.smtp === undefined
    ? toFolder(join(config.data, 'mail'), from, log)
    : toServer(config.smtp, from);
}

/** An address needs the name of a host: without one it is `localhost`, which no mail leaves. */
function defaultSender({ publicUrl, host }: Config): Mailbox {
  const name = publicUrl === undefined ? host : new URL(publicUrl).hostname;
  const usable = isIP(name.replace(/^\[|\]$/g, '')) === 0;
  return { name: 'Plexica', address: `no-reply@${usable ? name : 'localhost'}` };
}

const CONNECT_MS = 10_000;
const SILENT_MS = 30_000;

function toServer({ host, port, secure, auth }: SmtpServer, from: Mailbox): Delivery {
  const transport = createTransport({
    host,
    port,
    secure,
    ...(auth === undefined ? {} : { auth, requireTLS: !LOOPBACK.test(host) }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
  });
  return {
    deliver: async (mail) => {
      await transport.sendMail(toMessage(mail, from));
    },
    close: () => transport.close(),
  };
}

/** The only hosts to which a password goes without TLS. */
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

function toFolder(folder: string, from: Mailbox, log: Logger): Delivery {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    deliver: async (mail) => {
      const { message } = await transport.sendMail(toMessage(mail, from));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, fileName(mail.to));
      await writeFile(path, message as Buffer, { mode: 0o600, flag: 'wx' });
      log.info({ to: mail.to, path }, 'mail');
    },
    close: () => transport.close(),
  };
}

/** Sorted by time. An address can contain `/`, and be longer than the name of a file. */
function fileName(recipient: string): string {
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  return `${time}-${recipient.replace(/[^A-Za-z0-9@._+-]/g, '_').slice(0, 100)}.eml`;
}
