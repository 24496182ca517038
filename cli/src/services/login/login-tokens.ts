import type { StoredLogin } from '../context/contexts.ts';
import { renewed, type LoginPlace } from './renew.ts';

/** Milliseconds before the expiry of an access token in which it is no longer used. */
const MARGIN = 30_000;

/** The tokens of a login that is kept in a context. They are renewed when they are needed. */
export class LoginTokens {
  readonly #place: LoginPlace;
  #renewing: Promise<unknown> = Promise.resolve();

  constructor(place: LoginPlace) {
    this.#place = place;
  }

  /** Sends a request with the access token, and with a new one if the server refuses that. */
  readonly fetch: typeof fetch = async (input, init) => {
    const { accessToken } = await this.#usable(
      ({ expiresAt }) => Date.parse(expiresAt) - Date.now() > MARGIN,
    );
    const response = await fetch(input, withToken(init, accessToken));
    if (response.status !== 401) return response;
    await response.body?.cancel();
    const next = await this.#usable((login) => login.accessToken !== accessToken);
    return fetch(input, withToken(init, next.accessToken));
  };

  /** Resolves when no tokens are being exchanged: ending the process then would lose the login. */
  async idle(): Promise<void> {
    await this.#renewing.catch(() => undefined);
  }

  async #usable(isUsable: (login: StoredLogin) => boolean): Promise<StoredLogin> {
    const found = renewed(this.#place, isUsable);
    this.#renewing = found;
    return found;
  }
}

function withToken(init: RequestInit = {}, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}
