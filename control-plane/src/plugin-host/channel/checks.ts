/** Whether a value that a sandboxed process sent has a form. */
export type Check = (value: unknown) => boolean;

export const text: Check = (value) => typeof value === 'string';
export const flag: Check = (value) => typeof value === 'boolean';
/** A whole number of 32 bits. */
export const count: Check = (value) =>
  typeof value === 'number' && value >= 0 && value <= 0xffffffff && Number.isInteger(value);

export const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

export const record =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** An object of these fields and no others. */
export function shape(fields: Record<string, Check>): Check {
  const names = Object.keys(fields);
  return (value) => {
    if (!isObject(value)) return false;
    for (const name of names) if (!(fields[name] as Check)(value[name])) return false;
    for (const name in value) if (!Object.hasOwn(fields, name)) return false;
    return true;
  };
}

/** An object whose `type` is one of these names and that has the form of that name. */
export function variants(checks: Record<string, Check>): Check {
  return (value) => {
    const name = isObject(value) ? value['type'] : undefined;
    return typeof name === 'string' && Object.hasOwn(checks, name) && (checks[name] as Check)(value);
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** No control characters: a header of a plugin never becomes two. */
const FIELD_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
/** RFC 9110, section 5. */
export const header: Check = (value) =>
  Array.isArray(value) &&
  value.length === 2 &&
  text(value[0]) &&
  text(value[1]) &&
  FIELD_NAME.test(value[0] as string) &&
  FIELD_VALUE.test(value[1] as string);
