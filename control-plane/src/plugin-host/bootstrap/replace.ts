/**
 * Puts another value in the place of a property, which otherwise stays as Node made it: packages assign to such
 * properties, wrap what is there, and compare names.
 *
 * @param value a function must be one of its own: it gets the name and the length of the one that it replaces
 */
export function replace(owner: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  // Not every system has all of them.
  if (before === undefined) return;
  const { enumerable = true, writable = before.set !== undefined, value: original } = before;
  if (typeof value === 'function' && typeof original === 'function') {
    for (const key of ['name', 'length'] as const) {
      Object.defineProperty(value, key, { value: original[key], configurable: true });
    }
    // Functions of `node:os` are also their own values: `${os.hostname}`.
    if (Symbol.toPrimitive in original) Object.assign(value, { [Symbol.toPrimitive]: () => value() });
  }
  Object.defineProperty(owner, name, { value, enumerable, writable, configurable: true });
}

/** Has a function throw ERR_ACCESS_DENIED instead of doing anything, also as a constructor. */
export function refuse(owner: object, label: string, name: string): void {
  const refused = function () {
    throw Object.assign(new Error(`${label} is not available to plugins`), { code: 'ERR_ACCESS_DENIED' });
  };
  replace(owner, name, refused);
}
