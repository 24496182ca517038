/** What must never be found; the report has a column for each. */
export const NEVER = ['orphans', 'escapes', 'cross-tenant reads'] as const;

/** What a table says of all its runs. */
export class Figures {
  readonly values: Record<string, number>;

  /** @param values of runs before an interruption */
  constructor(values: Record<string, number> = {}) {
    this.values = { ...values };
  }

  add(name: string, count: number): void {
    this.values[name] = (this.values[name] ?? 0) + count;
  }

  highest(name: string, value: number): void {
    this.values[name] = Math.max(this.values[name] ?? 0, value);
  }

  /**
   * Counts what must not be.
   *
   * @throws Error with all of it, if there is any
   */
  none(what: (typeof NEVER)[number], found: readonly string[]): void {
    this.add(what, found.length);
    if (found.length > 0) throw new Error(`${what}:\n${found.join('\n')}`);
  }
}
