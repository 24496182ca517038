/** A dotted key, or a pattern whose trailing `*` matches the rest: `crm.contacts.read`, `crm.*`, `*`. */
export const PERMISSION_PATTERN = /^(\*|[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*(\.\*)?)$/;

/** Whether one of the patterns covers a permission. */
export function covers(patterns: readonly string[], permission: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? permission.startsWith(pattern.slice(0, -1)) : pattern === permission,
  );
}

/** What a principal may do in one plugin, written as the plugin writes its permissions: without its id. */
export function withinPlugin(patterns: readonly string[], plugin: string): string[] {
  const prefix = `${plugin}.`;
  return patterns.flatMap((pattern) => {
    if (pattern === '*') return ['*'];
    return pattern.startsWith(prefix) ? [pattern.slice(prefix.length)] : [];
  });
}
