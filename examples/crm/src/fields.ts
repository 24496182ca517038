/** Why a value is wrong, as the end of a sentence that begins with the field's name. */
export class WrongValue extends Error {}

/** How one field is read. `read` gets whatever JSON or a query string holds, and throws `WrongValue`. */
export interface Field<T> {
  readonly read: (value: unknown) => T;
  /** Whether the field may be left out, or be null; it is null then. */
  readonly optional: boolean;
}

function field<T>(read: (value: unknown) => T): Field<T> {
  return { read, optional: false };
}

/** The field may be absent or null: both read as null. */
export function optional<T>(required: Field<T>): Field<T | null> {
  return { read: required.read, optional: true };
}

/** 1 to `max` characters, without spaces around them. Line breaks and tabs only where there may be several `lines`. */
export function text(max: number, { lines = false } = {}): Field<string> {
  const control = lines ? /[^\P{Cc}\n\r\t]/u : /\p{Cc}/u;
  return field((value) => {
    if (typeof value !== 'string') throw new WrongValue('must be a string');
    const trimmed = value.trim();
    if (trimmed === '') throw new WrongValue('must not be empty');
    if (trimmed.length > max) throw new WrongValue(`must have at most ${max} characters`);
    if (control.test(trimmed)) throw new WrongValue('must not hold control characters');
    return trimmed;
  });
}

/** A text of one form: `pattern` must match, or the field `must be ${form}`. */
function formatted(max: number, pattern: RegExp, form: string): Field<string> {
  const { read } = text(max);
  return field((value) => {
    const string = read(value);
    if (!pattern.test(string)) throw new WrongValue(`must be ${form}`);
    return string;
  });
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export function id(): Field<string> {
  const form = formatted(36, uuid, 'an id, such as 01890a5d-ac96-774b-bcce-b302099a8057');
  return field((value) => form.read(value).toLowerCase());
}

/** An address in lower case, so that one person's is found however it was typed. */
export function email(): Field<string> {
  const address = formatted(
    254,
    /^[!-?A-~]+@([a-z\d-]+\.)+[a-z\d-]+$/i,
    'an e-mail address, such as ann@example.com',
  );
  return field((value) => address.read(value).toLowerCase());
}

export function website(): Field<string> {
  const address = text(200);
  return field((value) => {
    const url = URL.parse(address.read(value));
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new WrongValue('must be an address, such as https://example.com');
    }
    return url.href;
  });
}

export function currency(): Field<string> {
  return formatted(3, /^[A-Z]{3}$/, 'an ISO 4217 code, such as EUR');
}

/** A sum of money: from 0 to 999999999999.99, which a JSON number holds exactly. */
export function amount(): Field<number> {
  return field((value) => {
    if (typeof value !== 'number' || !/^\d{1,12}(\.\d{1,2})?$/.test(String(value))) {
      throw new WrongValue('must be a number from 0 to 999999999999.99 with at most two decimals');
    }
    return value;
  });
}

export function integer(min: number, max: number): Field<number> {
  return field((value) => {
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (!Number.isInteger(number) || (number as number) < min || (number as number) > max) {
      throw new WrongValue(`must be an integer from ${min} to ${max}`);
    }
    return number as number;
  });
}

export function oneOf<const Word extends string>(words: readonly Word[]): Field<Word> {
  return field((value) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw new WrongValue(`must be one of ${words.join(', ')}`);
    return word;
  });
}

/** A day of the calendar, `2026-03-31`. */
export function day(): Field<string> {
  const form = formatted(10, /^(19|2\d)\d\d-\d\d-\d\d$/, 'a day, such as 2026-03-31');
  return field((value) => {
    const string = form.read(value);
    const date = new Date(`${string}T00:00:00Z`);
    if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(string)) {
      throw new WrongValue('must be a day that the calendar has');
    }
    return string;
  });
}

/** A moment with its offset from UTC; read as UTC with milliseconds. */
export function moment(): Field<string> {
  const form = formatted(
    35,
    /^(19|2\d)\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/,
    'a time with its offset, such as 2026-03-31T09:30:00Z',
  );
  return field((value) => {
    const string = form.read(value);
    const date = new Date(string);
    day().read(string.slice(0, 10));
    if (Number.isNaN(date.getTime())) throw new WrongValue('must be a time that clocks have');
    return date.toISOString();
  });
}
