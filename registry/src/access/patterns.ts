/**
 * Whether a host of `access.network` stands for another: for itself, and as `*.example.com` for every name below.
 *
 * @param host a name, or a pattern that begins with `*.`
 */
export function hostCovers(listed: string, host: string): boolean {
  return listed.startsWith('*.') ? host === listed || host.endsWith(listed.slice(1)) : host === listed;
}

/**
 * Whether one of several patterns stands for a word or for everything that another pattern stands for. A star at the
 * end matches the rest: `contacts.*` covers `contacts.read` and `contacts.archive.*`.
 */
export function someCovers(patterns: readonly string[], other: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? other.startsWith(pattern.slice(0, -1)) : pattern === other,
  );
}
