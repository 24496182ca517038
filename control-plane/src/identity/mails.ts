import { html } from './pages/html.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** @param name of the tenant, or of the platform */
export function invitationMail({ name, url, days }: { name: string; url: string; days: number }): MailText {
  return {
    subject: `You are invited to ${name}`,
    text: `You were invited to ${name}. Open this link to set a password and join:\n\n${url}\n\nThe link works once, for ${days} days.\n`,
    html: html`<p>You were invited to ${name}.</p>
      <p><a href="${url}">Set a password and join</a></p>
      <p>The link works once, for ${days} days.</p>`.toString(),
  };
}
