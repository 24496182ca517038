import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FormBrowser } from './form-browser.ts';
import { eventually } from './operations/external.ts';
import type { TestServer } from './server.ts';

const PASSWORD = 'correct horse battery staple';

/** Path of the members of a tenant or, for `platform`, of the platform. */
export function membersOf(realm: string): string {
  return realm === 'platform' ? '/v1/members' : `/v1/tenants/${realm}/members`;
}

/**
 * Invites somebody as the admin, accepts the invitation, and logs in.
 *
 * @returns an access token, valid for five minutes
 */
export async function person(
  server: TestServer,
  realm: string,
  email: string,
  roles: string[],
): Promise<string> {
  const { status, body } = await server.request('POST', membersOf(realm), { json: { email, roles } });
  if (status !== 201) throw new Error(`not invited: ${JSON.stringify(body)}`);
  return accept(server, realm, email);
}

/** Accepts an invitation with a browser, and logs in as `plexica login` does. @returns an access token */
export async function accept(server: TestServer, realm: string, email: string): Promise<string> {
  const browser = new FormBrowser(server.url);
  await browser.open(await eventually(`a mail to ${email}`, () => mailedLink(server, email)));
  await browser.submit({ name: (email.split('@') as [string])[0], password: PASSWORD });
  const form = async (path: string, fields: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: 'plexica-cli', ...fields });
    const answer = await fetch(`${server.url}/realms/${realm}${path}`, { method: 'POST', body });
    return (await answer.json()) as Record<string, string>;
  };
  const device = await form('/device/auth', { scope: 'openid offline_access' });
  await browser.open(device['verification_uri_complete'] as string);
  const code = device['user_code'] as string;
  for (let page = 0; page < 3 && browser.hasForm; page++) {
    await browser.submit({ user_code: code, confirm: 'yes' });
  }
  for (;;) {
    const answer = await form('/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: device['device_code'] as string,
    });
    if (answer['access_token'] !== undefined) return answer['access_token'];
    if (answer['error'] !== 'slow_down') throw new Error(`${JSON.stringify(answer)} ${browser.text}`);
    await sleep(1_000);
  }
}

/** The link in the last mail to an address, or `undefined` before there is one. */
export async function mailedLink({ data }: TestServer, email: string): Promise<string | undefined> {
  const folder = join(data, 'mail');
  const files = await readdir(folder).catch(() => []);
  const last = files
    .filter((file) => file.endsWith(`Z-${email}.eml`))
    .sort()
    .at(-1);
  if (last === undefined) return undefined;
  const source = await readFile(join(folder, last), 'latin1');
  const text = source
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return /https?:\/\/\S+\?token=[\w-]+/.exec(text)?.[0];
}
