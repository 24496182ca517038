import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventually } from '../operations/external.ts';
import type { Answer, TestServer } from '../server.ts';
import { Forms } from './forms.ts';

/** Text of the newest mail to somebody, with its lines joined again (RFC 2045, 6.7). */
async function newestMail(server: TestServer, to: string): Promise<string | undefined> {
  const folder = join(server.data, 'mail');
  const files = await readdir(folder).catch(() => []);
  const own = files.filter((file) => file.includes(to)).sort();
  const newest = own.at(-1);
  if (newest === undefined) return undefined;
  const text = await readFile(join(folder, newest), 'utf8');
  return text.replaceAll('=\r\n', '').replaceAll('=3D', '=');
}

/**
 * Waits for the mail with a link to a page of the realm.
 *
 * @param page such as `invitation`
 */
export async function mailedLink(server: TestServer, to: string, page: string): Promise<string> {
  let link: string | undefined;
  await eventually(`a mail to ${to} has a link to ${page}`, async () => {
    const mail = await newestMail(server, to);
    link = new RegExp(`https?://\\S+/${page}\\?token=[\\w-]+`).exec(mail ?? '')?.[0];
    return link !== undefined;
  });
  return link as string;
}

export const PASSWORD = 'correct horse battery';

/** Accepts the invitation in the mail. @returns the browser, which is logged in at the start page */
export async function acceptInvitation(server: TestServer, email: string, name: string): Promise<Forms> {
  const browser = await new Forms(server.url).open(await mailedLink(server, email, 'invitation'));
  await browser.send({ name, password: PASSWORD }, '/invitation');
  expect(browser.status, browser.html).to.equal(200);
  return browser;
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
}

/** Posts a form to an endpoint of a realm. */
export async function postTo(
  server: TestServer,
  realm: string,
  path: string,
  form: Record<string, string>,
): Promise<Pick<Answer, 'status' | 'body'>> {
  const response = await fetch(`${server.url}/realms/${realm}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const body = await response.text();
  return { status: response.status, body: body === '' ? undefined : JSON.parse(body) };
}

/** Logs in a terminal by device flow, which the browser confirms. */
export async function terminalLogin(server: TestServer, realm: string, browser: Forms): Promise<Tokens> {
  const { body: device } = await postTo(server, realm, '/device/auth', {
    client_id: 'plexica-cli',
    scope: 'openid profile email offline_access',
  });
  await browser.open(device.verification_uri_complete);
  await browser.send({ user_code: device.user_code }, '/device');
  await browser.send({ confirm: 'yes' }, '/device');
  expect(browser.html, browser.url).to.include('is logged in as you');
  const { status, body } = await postTo(server, realm, '/token', {
    client_id: 'plexica-cli',
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: device.device_code,
  });
  expect(status, JSON.stringify(body)).to.equal(200);
  return body as Tokens;
}
