type Values = Record<string, unknown>;

/**
 * Applies a merge patch (RFC 7396): objects are merged key by key, `null` removes a key, anything else replaces the
 * value. Neither argument is changed.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  // Entries, because `__proto__` is a key like any other.
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
