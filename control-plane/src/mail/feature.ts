import { Counter, Gauge } from 'prom-client';
import type { Feature } from '../feature/feature.ts';
import type { MailPlatform } from './platform.ts';

export const mail: Feature<MailPlatform> = {
  metrics: (register, { mail: mails, mailSender: sender }) => {
    const sent = new Counter({
      name: 'plexica_mails_sent_total',
      help: 'Mails that this server has sent',
      registers: [],
      collect() {
        this.reset();
        this.inc(sender.sent);
      },
    });
    const failed = new Counter({
      name: 'plexica_mails_failed_total',
      help: 'Mails that this server has given up',
      registers: [],
      collect() {
        this.reset();
        this.inc(sender.failed);
      },
    });
    const waiting = new Gauge({
      name: 'plexica_mails_waiting',
      help: 'Mails of all servers that wait to be sent',
      registers: [],
      async collect() {
        // Without the database the other metrics are still of use.
        this.set(await mails.waiting().catch(() => Number.NaN));
      },
    });
    for (const metric of [sent, failed, waiting]) register.registerMetric(metric);
  },
  start: async ({ mailSender }) => {
    mailSender.start();
    return () => mailSender.stop();
  },
  housekeeping: ({ mail: mails }) => mails.forgetFailed(),
};
