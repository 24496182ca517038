import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A browser of few lines: follows redirects, keeps the cookies of each host, and sends the form of a page. */
export class FormBrowser {
  readonly #server: URL;
  readonly #cookies = new Map<string, string>();
  #at = new URL('http://nowhere.invalid');
  /** The page that is shown. */
  text = '';

  /** @param server where every host is looked for, since only browsers know those of tenants */
  constructor(server: string) {
    this.#server = new URL(server);
  }

  get url(): string {
    return this.#at.href;
  }

  get hasForm(): boolean {
    return /<form\b/.test(this.text);
  }

  async open(url: string, form?: URLSearchParams): Promise<void> {
    let to = new URL(url);
    for (let body = form; ; body = undefined) {
      const answer = await this.#send(to, body);
      this.#at = to;
      this.text = await text(answer);
      const { location } = answer.headers;
      if (location === undefined) return;
      to = new URL(location, to);
    }
  }

  /** Sends the form of the page with its hidden fields. */
  async submit(typed: Record<string, string>): Promise<void> {
    const [, action = ''] = /<form[^>]*\baction="([^"]+)"/.exec(this.text) ?? [];
    const fields = new URLSearchParams(typed);
    for (const [, name = '', value = ''] of this.text.matchAll(
      /<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g,
    )) {
      fields.set(name, value);
    }
    await this.open(new URL(action, this.#at).href, fields);
  }

  /** By node:http, because `fetch` does not let a caller choose the Host. */
  async #send(to: URL, form: URLSearchParams | undefined): Promise<IncomingMessage> {
    const prefix = `${to.host} `;
    const cookies = [...this.#cookies].filter(([key]) => key.startsWith(prefix));
    const sent = request(new URL(`${to.pathname}${to.search}`, this.#server), {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        Host: to.host,
        Accept: 'text/html',
        Origin: this.#at.origin,
        Cookie: cookies.map(([key, value]) => `${key.slice(prefix.length)}=${value}`).join('; '),
        ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
    });
    sent.end(form?.toString());
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.#cookies.delete(prefix + name);
      else this.#cookies.set(prefix + name, value);
    }
    return answer;
  }
}
