/** At most `count` requests in `seconds`. The text form is `100/s`, `300/min` or `10/h`. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
  readonly text: string;
}

/** The limits of `PLEXICA_LIMITS`, with their defaults. */
const DEFAULTS = {
  /** Requests for one tenant. */
  tenant: '100/s',
  /** Requests of one caller with a valid token. */
  token: '3000/min',
  /** Requests of one address without a valid token, and those that were refused. */
  address: '3000/min',
  /** Calls of public routes of one installation from one address, without a token. */
  public: '300/min',
  /** Logins from one address. */
  login: '10/s',
  /** Requests for a new password from one address. */
  reset: '30/h',
  /** Device codes that were entered or confirmed from one address. */
  device: '60/min',
} as const;

export type LimitName = keyof typeof DEFAULTS;

/** `undefined` for a limit that is off. */
export type Rates = Readonly<Record<LimitName, Rate | undefined>>;

const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };
const MOST = 1_000_000;

/**
 * Reads `tenant=100/s,public=off`. Limits that are not named keep their default; `off` alone turns all off.
 *
 * @returns the limits, or what is wrong with the text
 */
export function readRates(text: string): Rates | { problem: string } {
  const names = Object.keys(DEFAULTS) as LimitName[];
  const given = new Map<string, Rate | undefined>();
  for (const entry of text.trim() === 'off' ? names.map((name) => `${name}=off`) : text.split(',')) {
    const [name = '', value, ...rest] = entry.split('=').map((part) => part.trim());
    if (value === undefined || rest.length > 0)
      return { problem: `must be off, or limits such as tenant=100/s,public=off; found ${quoted(entry)}` };
    if (!Object.hasOwn(DEFAULTS, name))
      return { problem: `has an unknown limit ${quoted(name)}; the limits are ${names.join(', ')}` };
    if (given.has(name)) return { problem: `has the limit ${name} twice` };
    const rate = value === 'off' ? undefined : toRate(value);
    if (value !== 'off' && rate === undefined) {
      return {
        problem: `has ${name}=${value}; a limit is off, or 1 to ${MOST} per s, min or h, as in ${name}=${DEFAULTS[name as LimitName]}`,
      };
    }
    given.set(name, rate);
  }
  return Object.fromEntries(
    names.map((name) => [name, given.has(name) ? given.get(name) : toRate(DEFAULTS[name])]),
  ) as Rates;
}

/** What counts when `PLEXICA_LIMITS` is not set. */
export const DEFAULT_RATES: Rates = Object.fromEntries(
  Object.entries(DEFAULTS).map(([name, text]) => [name, toRate(text)]),
) as Rates;

function toRate(text: string): Rate | undefined {
  const [, digits = '', unit = ''] = /^(\d{1,7})\/(s|min|h)$/.exec(text) ?? [];
  const count = Number(digits);
  const seconds = SECONDS[unit];
  return seconds === undefined || count < 1 || count > MOST ? undefined : { count, seconds, text };
}

function quoted(text: string): string {
  return JSON.stringify(text.trim());
}
