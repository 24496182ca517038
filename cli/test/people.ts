import { setTimeout as sleep } from 'node:timers/promises';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Browser } from './browser.ts';
import type { Answer, Plexica, RunOptions } from './plexica.ts';
import type { TestServer } from './server.ts';

export const PASSWORD = 'correct horse battery staple';

/** The link of the newest mail to an address, which the server writes to its folder. */
export async function linkMailedTo(server: TestServer, email: string): Promise<string> {
  const folder = join(server.data, 'mail');
  for (;;) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.toSorted().toReversed()) {
      if (!name.endsWith('.eml')) continue;
      const mail = await readFile(join(folder, name), 'utf8');
      if (!mail.includes(`To: ${email}`)) continue;
      const [link] = /https?:\S+token=\S+/.exec(mail.replaceAll('=\r\n', '').replaceAll('=3D', '=')) ?? [];
      if (link !== undefined) return link;
    }
    await sleep(50);
  }
}

/** Accepts the invitation to somebody, who then is logged in. */
export async function acceptInvitation(server: TestServer, email: string, name: string): Promise<Browser> {
  const browser = new Browser();
  await browser.open(await linkMailedTo(server, email));
  await browser.submit({ name, password: PASSWORD });
  return browser;
}

/** Confirms the code of a terminal in a browser where nobody is logged in. */
export async function confirmCode(pageOfCode: string, code: string, email: string): Promise<Browser> {
  const browser = new Browser();
  await browser.open(pageOfCode);
  await browser.submit({ user_code: code });
  await browser.submit({ confirm: 'yes' });
  if (browser.page.includes('name="password"')) await browser.submit({ email, password: PASSWORD });
  return browser;
}

/** Runs `plexica login` and confirms the code that it shows. */
export async function logIn(
  plexica: Plexica,
  args: readonly string[],
  email: string,
  { confirm = confirmCode, ...options }: RunOptions & { confirm?: typeof confirmCode } = {},
): Promise<Answer> {
  const child = plexica.spawn(['login', ...args], options);
  return plexica.answer(child, ({ stderr }) => {
    const [, code, url] = /Your code: (\S+)\nOpen (\S+) /.exec(stderr) ?? [];
    return code !== undefined && url !== undefined ? confirm(url, code, email) : undefined;
  });
}
