import type { Request, RequestHandler } from 'express';
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import type { Keys } from '../../keys.ts';
import type { LoggedIn } from './strategy.ts';

declare module 'express-session' {
  interface SessionData {
    loggedIn: LoggedIn;
  }
}

/** Seconds until a session ends, whether it is used or not. */
const SESSION_SECONDS = 14 * 24 * 60 * 60;

export type WithSession = Request & { session: session.Session & Partial<session.SessionData> };

/**
 * Sessions of browsers, in the database, so that every replica knows them. The name of the cookie carries the id of the
 * platform, because cookies ignore ports: two servers on one machine would overwrite each other's.
 */
export class BrowserSessions {
  readonly #cookie: string;
  readonly #handler: RequestHandler;

  constructor(database: PlatformDatabase, keys: Keys) {
    this.#cookie = `__Host-plexica-${database.platform}`;
    const Store = connectPgSimple(session);
    const pool = {
      query: async (text: string, values: unknown[] = []) => ({ rows: await database.rows(text, values) }),
    };
    this.#handler = session({
      name: this.#cookie,
      secret: keys.rolePassword('sessions of browsers'),
      store: new Store({
        pool: pool as never,
        schemaName: 'plexica',
        tableName: 'browser_sessions',
        pruneSessionInterval: false,
        disableTouch: true,
      }),
      resave: false,
      saveUninitialized: false,
      cookie: { secure: true, httpOnly: true, sameSite: 'lax', path: '/', maxAge: SESSION_SECONDS * 1000 },
    });
  }

  /** Whether a request has the cookie of a session, valid or not. */
  named(request: Request): boolean {
    return request.get('Cookie')?.includes(`${this.#cookie}=`) === true;
  }

  /** Loads the session of a request, or begins one. It is stored once it has content. */
  async open(request: Request): Promise<WithSession> {
    const { res: response } = request;
    if (response === undefined) throw new Error('the request has no response');
    // Browsers treat loopback like TLS, and the configuration allows no other public URL without it.
    Object.defineProperty(request, 'secure', { value: true });
    await new Promise<void>((resolve, reject) => {
      void this.#handler(request, response, (error?: unknown) => {
        if (error instanceof Error) reject(error);
        else resolve();
      });
    });
    return request as WithSession;
  }
}
