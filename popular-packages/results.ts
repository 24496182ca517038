/** `works`: the sandbox answers what plain Node does. `refused`: it does not build. `differs`: anything else. */
export interface Outcome {
  id: string;
  /** Names and versions of the packages. */
  packages: Record<string, string>;
  codeGeneration?: true;
  outcome: 'works' | 'refused' | 'differs';
  /** Each warning of `plexica build`. */
  warnings?: string[];
  /** Why it was refused, or what differs. */
  said?: string;
}

/** What `npm run packages` found last: `results.json`. */
export interface Results {
  /** Version of Node. */
  node: string;
  outcomes: Outcome[];
}
