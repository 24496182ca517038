import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Forms } from '../../control-plane/test/identity/forms.ts';
import type { Answer, Plexica, RunOptions } from './plexica.ts';
import type { TestServer } from './server.ts';

const PASSWORD = 'correct horse battery staple';

/** Waits for the mail with a link to a page of a realm, which the server writes to its folder. */
export async function mailedLink({ data }: TestServer, email: string, page: string): Promise<string> {
  const folder = join(data, 'mail');
  for (; ; await sleep(50)) {
    const names = await readdir(folder).catch(() => []);
    const newest = names
      .filter((name) => name.includes(email))
      .sort()
      .at(-1);
    if (newest === undefined) continue;
    // Long lines are broken (RFC 2045, 6.7).
    const text = (await readFile(join(folder, newest), 'utf8'))
      .replaceAll('=\r\n', '')
      .replaceAll('=3D', '=');
    const [link] = new RegExp(`https?://\\S+/${page}\\?token=[\\w-]+`).exec(text) ?? [];
    if (link !== undefined) return link;
  }
}

/** Accepts an invitation that was mailed, and goes no further: nobody has logged in yet. */
export async function onlyAcceptInvitation(server: TestServer, email: string, name: string): Promise<void> {
  const link = await mailedLink(server, email, 'invitation');
  const form = { token: new URL(link).searchParams.get('token') ?? '', name, password: PASSWORD };
  const browser = await new Forms(server.url).open(link);
  const { status } = await browser.request('POST', link.replace(/\?.*/, ''), { form });
  if (status !== 303) throw new Error(`the invitation was answered with ${status}`);
}

/** Accepts an invitation that was mailed, and logs in with the browser. */
export async function acceptInvitation(server: TestServer, email: string, name: string): Promise<void> {
  const browser = await new Forms(server.url).open(await mailedLink(server, email, 'invitation'));
  await browser.send({ name, password: PASSWORD }, '/invitation');
  if (browser.status !== 200) throw new Error(browser.html);
}

/** What somebody does with the code that a terminal shows. */
export type Confirm = (page: string, code: string, email: string) => Promise<void>;

/** Confirms it in a browser where nobody is logged in. */
const confirmCode: Confirm = async (page, code, email) => {
  const browser = await new Forms(page).open(page);
  await browser.send({ user_code: code });
  await browser.send({ confirm: 'yes' });
  await browser.send({ email, password: PASSWORD });
  if (!browser.html.includes('is logged in as you')) throw new Error(browser.html);
};

/** Cancels it there. */
export const cancelCode: Confirm = async (page, code) => {
  const browser = await new Forms(page).open(page);
  await browser.send({ user_code: code });
  await browser.send({ abort: 'yes' });
};

/** Runs `plexica login` and does something with the code that it shows, by default confirms it. */
export async function logIn(
  plexica: Plexica,
  args: readonly string[],
  email: string,
  { confirm = confirmCode, ...options }: RunOptions & { confirm?: Confirm } = {},
): Promise<Answer> {
  const child = plexica.spawn(['login', ...args], options);
  return plexica.answer(child, ({ stderr }) => {
    const [, code, page] = /Your code: (\S+)\nOpen (\S+) /.exec(stderr) ?? [];
    return code !== undefined && page !== undefined ? confirm(page, code, email) : undefined;
  });
}
