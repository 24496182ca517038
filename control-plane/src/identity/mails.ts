import { html, type Html } from './pages/html.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** One step of a mail: a sentence, or the link that the mail is for. */
type Part = string | { readonly label: string; readonly url: string };

/** @param name of the tenant, or of the platform */
export function invitationMail({ name, url, days }: { name: string; url: string; days: number }): MailText {
  return mailOf(name, `You are invited to ${name}`, [
    `You were invited to ${name}. Set a password to join.`,
    { label: 'Accept the invitation', url },
    `The link works once, for ${days} days. If you did not expect it, ignore this mail.`,
  ]);
}

/** @param minutes until the link expires */
export function resetMail({ name, url, minutes }: { name: string; url: string; minutes: number }): MailText {
  return mailOf(name, `Set a new password for ${name}`, [
    `Somebody, we hope you, asked to set a new password for your account at ${name}.`,
    { label: 'Set a new password', url },
    `The link works once, for ${minutes} minutes. If you did not ask for it, ignore this mail: your password stays as it is.`,
  ]);
}

/** @param forgotUrl where a new password is asked for */
export function passwordChangedMail({ name, forgotUrl }: { name: string; forgotUrl: string }): MailText {
  return mailOf(name, `Your password for ${name} was changed`, [
    `The password of your account at ${name} was changed, and all other sessions were ended.`,
    'If that was you, there is nothing to do. If not, set a new password now and tell the people who run this service.',
    { label: 'Set a new password', url: forgotUrl },
  ]);
}

const FONT = "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:8px;background:#3d4fd8;color:#ffffff;font-weight:600;text-decoration:none';

/** Styles are written on the elements, because many mail programs drop everything else. */
function mailOf(name: string, subject: string, parts: readonly Part[]): MailText {
  const text = parts.map((part) => (typeof part === 'string' ? part : `${part.label}:\n${part.url}`));
  return {
    subject,
    text: `${text.join('\n\n')}\n\n-- \n${name} on Plexica\n`,
    html: html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width" />
          <meta name="color-scheme" content="light dark" />
          <title>${subject}</title>
        </head>
        <body style="margin:0;padding:24px;${FONT}">
          <div style="max-width:520px;margin:0 auto">
            <p style="margin:0 0 24px;font-size:18px;font-weight:600"><bdi>${name}</bdi></p>
            ${parts.map(toHtml)}
            <p style="margin:32px 0 0;font-size:13px;color:#6b7280"><bdi>${name}</bdi> on Plexica</p>
          </div>
        </body>
      </html> `.toString(),
  };
}

function toHtml(part: Part): Html {
  if (typeof part === 'string') return html`<p style="margin:0 0 20px">${part}</p>`;
  const { label, url } = part;
  return html`<p style="margin:0 0 20px"><a href="${url}" style="${BUTTON}">${label}</a></p>
    <p style="margin:0 0 20px;font-size:13px;word-break:break-all">
      Or open this address: <a href="${url}">${url}</a>
    </p>`;
}
