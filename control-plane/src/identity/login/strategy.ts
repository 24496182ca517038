import { createHash, randomBytes } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JWK } from 'jose';
import type { Request } from 'express';
import type { Person } from '../realms.ts';
import { publicPart } from '../public-part.ts';
import OpenIDConnectStrategy from 'passport-openidconnect';

/** Who logged in, and in which login. */
export interface LoggedIn {
  readonly realm: string;
  /** `sub` in the realm. */
  readonly subject: string;
  /** `sid` of the access token. */
  readonly login: string;
}

/** Also what the ID token says of the person. */
export interface NewLogin extends LoggedIn {
  readonly person: Person;
}

export interface StrategyOptions {
  readonly realm: string;
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callbackUrl: string;
  /** Public keys of the realm. */
  keys(): Promise<readonly JWK[]>;
  /** Posts a form to the token endpoint, without looking up public names. */
  tokenRequest(form: Record<string, string>): Promise<{ status: number; body: unknown }>;
}

type TokenCallback = (
  error: unknown,
  accessToken?: string,
  refreshToken?: string,
  answer?: Record<string, unknown>,
) => void;

interface OAuth2 {
  getOAuthAccessToken(code: string, form: Record<string, string>, done: TokenCallback): void;
}

/** Where the session keeps the verifier of PKCE between the two halves of a login. */
const VERIFIER = 'pkceVerifier';

type PkceRequest = Request & { session: Record<string, unknown> };

/**
 * passport-openidconnect with what it lacks: PKCE (RFC 7636), the signature of the ID token, and the issuer of the
 * authorization response (RFC 9207). Passport makes an object of its own from it for each request.
 */
export class RealmStrategy extends OpenIDConnectStrategy {
  // Not private in JavaScript's sense: passport's objects inherit it.
  protected readonly options: StrategyOptions;

  constructor(options: StrategyOptions) {
    const { issuer, authorizationUrl, clientId, clientSecret, callbackUrl, realm } = options;
    super(
      {
        issuer,
        authorizationURL: authorizationUrl,
        tokenURL: `${issuer}/token`,
        userInfoURL: `${issuer}/me`,
        clientID: clientId,
        clientSecret,
        callbackURL: callbackUrl,
        scope: 'profile email',
        nonce: 'yes',
        skipUserProfile: true,
      },
      // Told by its number of parameters which of them it wants.
      ((
        _issuer: string,
        _profile: unknown,
        _context: unknown,
        idToken: string,
        accessToken: string,
        _refreshToken: string,
        done: (error: unknown, user?: NewLogin) => void,
      ) => {
        const { sub, sid } = decodeJwt<{ sid: string }>(accessToken);
        done(null, { realm, subject: sub as string, login: sid, person: decodeJwt<Person>(idToken) });
      }) as unknown as OpenIDConnectStrategy.VerifyFunction,
    );
    this.options = options;
  }

  override authenticate(request: PkceRequest, options: Record<string, unknown>): void {
    const answered = request.query['code'] !== undefined;
    if (answered && request.query['iss'] !== this.options.issuer) {
      this.fail({ message: 'the answer is from another issuer' }, 403);
      return;
    }
    const verifier = answered ? String(request.session[VERIFIER]) : randomBytes(32).toString('base64url');
    if (answered) delete request.session[VERIFIER];
    else request.session[VERIFIER] = verifier;

    const holder = this as unknown as { _oauth2: OAuth2 };
    const oauth2 = Object.create(holder._oauth2) as OAuth2;
    oauth2.getOAuthAccessToken = (code, form, done) => {
      this.exchange({ ...form, code, code_verifier: verifier }).then(
        ({ accessToken, ...answer }) => done(null, accessToken, undefined, answer),
        (error: unknown) => done(error),
      );
    };
    holder._oauth2 = oauth2;
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    super.authenticate(request, { ...options, challenge } as never);
  }

  /** @throws Error if the realm refuses the code, or the signature of the ID token is wrong */
  protected async exchange(form: Record<string, string>): Promise<{ accessToken: string; id_token: string }> {
    const { clientId, clientSecret, issuer } = this.options;
    const answer = await this.options.tokenRequest({
      ...form,
      client_id: clientId,
      client_secret: clientSecret,
    });
    const { access_token: accessToken, id_token: idToken } = answer.body as Record<string, unknown>;
    if (typeof accessToken !== 'string' || typeof idToken !== 'string')
      throw new Error(`the token endpoint answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    const publicKeys = publicPart(await this.options.keys());
    await jwtVerify(idToken, createLocalJWKSet({ keys: publicKeys }), {
      issuer,
      audience: clientId,
      algorithms: ['ES256'],
      clockTolerance: 60,
    });
    return { accessToken, id_token: idToken };
  }

  override authorizationParams(options: { challenge?: string }): Record<string, string> {
    return { code_challenge: options.challenge as string, code_challenge_method: 'S256' };
  }
}
