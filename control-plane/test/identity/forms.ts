/** A browser as far as forms need one: cookies, redirects, the hidden fields of a page. It runs no script. */
export class Forms {
  /** `<origin> <path> <name>` to value. */
  readonly #cookies = new Map<string, { host: string; path: string; name: string; value: string }>();
  /** Resolves the host names of tenants, which only browsers know. */
  readonly #server: URL;
  /** Where redirects are followed no further. */
  #end: string | undefined;
  /** The page that is open. */
  url = '';
  status = 0;
  html = '';
  headers = new Headers();

  /** @param server URL at which it is reached */
  constructor(server: string) {
    this.#server = new URL(server);
  }

  async open(url: string): Promise<this> {
    return this.#follow('GET', url);
  }

  /** Sends the first form of the page whose action contains `action`, with its hidden fields and these. */
  async send(fields: Record<string, string>, action = ''): Promise<this> {
    for (const [, attributes = '', content = ''] of this.html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)) {
      const target = text(/action="([^"]*)"/.exec(attributes)?.[1] ?? '');
      if (!target.includes(action)) continue;
      const hidden = [...content.matchAll(/<input[^>]*type="hidden"[^>]*>/gs)].map(([input]) => [
        text(/name="([^"]*)"/.exec(input)?.[1] ?? ''),
        text(/value="([^"]*)"/.exec(input)?.[1] ?? ''),
      ]);
      return this.#follow('POST', new URL(target, this.url).href, {
        ...(Object.fromEntries(hidden) as Record<string, string>),
        ...fields,
      });
    }
    throw new Error(`no form with the action ${action} at ${this.url} (${this.status}):\n${this.html}`);
  }

  /** Like `send`, for a login that ends at an application that does not run. @returns the URL it was sent to */
  async sendUntil(fields: Record<string, string>, action: string, end: string): Promise<string> {
    this.#end = end;
    await this.send(fields, action);
    if (!this.url.startsWith(end)) throw new Error(`the login ended at ${this.url}:\n${this.html}`);
    return this.url;
  }

  /** Sends a request of this browser and follows no redirect. */
  async request(
    method: string,
    url: string,
    { form, headers = {} }: { form?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const { host, pathname } = new URL(url);
    const cookies = [...this.#cookies.values()].filter(
      (cookie) => cookie.host === host && `${pathname}/`.startsWith(cookie.path.replace(/\/?$/, '/')),
    );
    const target = new URL(url);
    target.hostname = this.#server.hostname;
    const response = await fetchAs(host, target, {
      method,
      headers: {
        Accept: 'text/html',
        ...(cookies.length > 0 && {
          Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
        }),
        ...(method !== 'GET' && { Origin: new URL(this.url === '' ? url : this.url).origin }),
        ...headers,
      },
      body: form === undefined ? undefined : new URLSearchParams(form).toString(),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line, host, pathname);
    return response;
  }

  async #follow(method: string, url: string, form?: Record<string, string>): Promise<this> {
    let response = await this.request(method, url, form && { form });
    let at = url;
    for (let hop = 0; response.status >= 300 && response.status < 400; hop += 1) {
      if (hop > 15) throw new Error(`too many redirects: ${at}`);
      at = new URL(response.headers.get('Location') as string, at).href;
      if (this.#end !== undefined && at.startsWith(this.#end)) break;
      response = await this.request('GET', at);
    }
    this.#end = undefined;
    this.url = at;
    this.status = response.status;
    this.headers = response.headers;
    this.html = await response.text();
    return this;
  }

  #keep(line: string, host: string, pathname: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', ...value] = pair.split('=');
    const attribute = (wanted: string) =>
      attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? pathname;
    const key = `${host} ${path} ${name}`;
    const expires = attribute('expires');
    const gone = value.join('=') === '' || (expires !== undefined && new Date(expires) < new Date());
    if (gone) this.#cookies.delete(key);
    else this.#cookies.set(key, { host, path, name, value: value.join('=') });
  }
}

/** `fetch` lets nobody say the Host. */
async function fetchAs(
  host: string,
  url: URL,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: string | undefined },
): Promise<Response> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      headers: {
        ...headers,
        Host: host,
        ...(body !== undefined && {
          'Content-Type': 'application/x-www-form-urlencoded',
          'Content-Length': String(Buffer.byteLength(body)),
        }),
      },
    });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const all = new Headers();
        for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2)
          all.append(answer.rawHeaders[at] as string, answer.rawHeaders[at + 1] as string);
        const status = answer.statusCode as number;
        const content = [204, 303, 304].includes(status) ? null : Buffer.concat(chunks);
        resolve(new Response(content, { status, headers: all }));
      });
    });
    sent.end(body);
  });
}

function text(escaped: string): string {
  return escaped
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
