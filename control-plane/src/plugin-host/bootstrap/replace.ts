/**
 * Replaces the value of a property and keeps its other attributes: packages assign to such properties, wrap them, and
 * compare names.
 *
 * @param value a function must not be shared: it gets the name and length of the replaced one
 */
export function replace(owner: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  // Not all systems have all of them.
  if (before === undefined) return;
  const { enumerable = true, writable = before.set !== undefined, value: original } = before;
  if (typeof value === 'function' && typeof original === 'function') {
    for (const key of ['name', 'length'] as const) {
      Object.defineProperty(value, key, { value: original[key], configurable: true });
    }
    // Functions of `node:os` also convert to their values: `${os.hostname}`.
    if (Symbol.toPrimitive in original) Object.assign(value, { [Symbol.toPrimitive]: () => value() });
  }
  Object.defineProperty(owner, name, { value, enumerable, writable, configurable: true });
}

/** Makes a function, also as a constructor, throw ERR_ACCESS_DENIED. */
export function refuse(owner: object, label: string, name: string): void {
  const refused = function () {
    throw Object.assign(new Error(`${label} is not available to plugins`), { code: 'ERR_ACCESS_DENIED' });
  };
  replace(owner, name, refused);
}
