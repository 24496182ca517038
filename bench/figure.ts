/** What one measurement says, beside what it is held against. */
export interface Figure {
  name: string;
  /** Of `ours` and `peer`. */
  unit: string;
  ours: number;
  /** Of the peer, or of the same thing under easier conditions; null where only a goal stands beside it. */
  peer: number | null;
  /** `ours` divided by `peer`. */
  ratio: number | null;
  /** Such as `ratio ≤ 1.25`; null where it is only reported. */
  goal: string | null;
  met: boolean | null;
  /** What the two are and how many samples they come from. */
  detail: string;
}

/** A file of this folder: figures that are measured together. */
export interface Bench {
  name: string;
  /** After this it is stopped and counts as failed. */
  minutes: number;
  measure: (place: Place) => Promise<Figure[]>;
}

/** Where a bench works; whatever it leaves there is taken away at its end, however it ends. */
export interface Place {
  /** An empty folder that every user can pass through. */
  readonly folder: string;
  /** Ends what was started; the last added runs first. */
  cleanup(step: () => unknown): void;
  /** Tells how far it is, on standard error. */
  say(text: string): void;
}

export interface Goal {
  text: string;
  met: boolean;
}

/** @param what `ratio`, or what else the goal is about. @param unit put behind the limit, such as ` ms` */
export function atMost(what: string, value: number, limit: number, unit = ''): Goal {
  return { text: `${what} ≤ ${limit}${unit}`, met: value <= limit };
}

export function atLeast(what: string, value: number, limit: number, unit = ''): Goal {
  return { text: `${what} ≥ ${limit}${unit}`, met: value >= limit };
}

export function toFigure(
  name: string,
  {
    unit,
    ours,
    peer,
    goal,
    detail,
  }: Pick<Figure, 'unit' | 'ours' | 'peer' | 'detail'> & { goal: Goal | null },
): Figure {
  return {
    name,
    unit,
    ours: rounded(ours),
    peer: peer === null ? null : rounded(peer),
    ratio: peer === null ? null : rounded(ours / peer),
    goal: goal?.text ?? null,
    met: goal?.met ?? null,
    detail,
  };
}

/** Three digits say more than these measurements can. */
function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1000 ? 5 : 3));
}
