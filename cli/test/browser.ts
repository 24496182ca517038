import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * Follows redirects, keeps cookies and sends forms. Reaches every name below `localhost`, as browsers do; nothing else
 * on a machine knows the hosts of tenants.
 */
export class Browser {
  readonly #cookies = new Map<string, string>();
  /** Address of the page that is shown. */
  url = '';
  /** Its HTML. */
  page = '';

  async open(url: string): Promise<void> {
    await this.#load('GET', url);
  }

  /** Sends the form of the page, with the hidden fields that it has. */
  async submit(fields: Record<string, string>): Promise<void> {
    const action = attribute(/<form[^>]*\baction="([^"]+)"/.exec(this.page)?.[1]);
    const hidden = [...this.page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const form = new URLSearchParams(hidden.map(([, name, value]) => [attribute(name), attribute(value)]));
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    await this.#load('POST', new URL(action, this.url).href, form.toString());
  }

  async #load(method: string, url: string, body?: string): Promise<void> {
    const { hostname, host, origin } = new URL(url);
    const cookies = [...this.#cookies].filter(([key]) => key.startsWith(`${host} `));
    const sent = request(url, {
      method,
      hostname: hostname.endsWith('.localhost') ? '127.0.0.1' : hostname,
      headers: {
        Host: host,
        Accept: 'text/html',
        Cookie: cookies.map(([key, value]) => `${key.slice(host.length + 1)}=${value}`).join('; '),
        ...(body !== undefined && {
          Origin: this.url === '' ? origin : new URL(this.url).origin,
          'Content-Type': 'application/x-www-form-urlencoded',
        }),
      },
    }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    for (const cookie of response.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(`${host} ${name}`, value);
    }
    const page = await text(response);
    const { location } = response.headers;
    if (location !== undefined) {
      await this.#load('GET', new URL(location, url).href);
      return;
    }
    this.url = url;
    this.page = page;
  }
}

function attribute(value = ''): string {
  return value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
