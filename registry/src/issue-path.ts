/** `ui.routes[0].path`; keys that are no plain names are quoted: `permissions["contacts.Read"]`. */
export function issuePath(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => `${path}${pathSegment(key)}`, '').replace(/^\./, '');
}

/** What a key adds to a path: `.path`, `[0]` or `["contacts.Read"]`; the dot of the first is left out. */
export function pathSegment(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  return /^[A-Za-z_$][\w$-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
