import type { Random } from '../random.ts';
import type { Call } from './calls.ts';
import { SHAPES } from './values.ts';

/** Texts that are alike for long, or whose parts are found late. */
const ALIKE = [
  'same',
  'differs at the end',
  'differs at the beginning',
  'found at the end',
  'alternating',
  'all different',
  'wildcards of LIKE',
  'LIKE with a long word',
];

/** Shapes of the arguments of a call: all choices where they are few, else pairs of like texts and a sample of the rest. */
export function* samples({ types }: Call, random: Random, count: number): Generator<string[]> {
  const lists = types.map((type) => Object.keys(SHAPES[type] ?? {}));
  const all = lists.reduce((product, list) => product * list.length, 1);
  if (all > count) yield* pairs(types);
  const chosen = new Set<number>();
  for (let n = 0; chosen.size < Math.min(all, count); n += 1) {
    const number = all > count ? random.below(all) : n;
    if (chosen.has(number)) continue;
    chosen.add(number);
    yield choice(lists, number);
  }
}

function choice(lists: readonly string[][], number: number): string[] {
  let rest = number;
  return lists.map((list) => {
    const shape = list[rest % list.length] as string;
    rest = Math.floor(rest / list.length);
    return shape;
  });
}

/** All pairs for the first two texts; other arguments have what every function takes. */
function* pairs(types: readonly string[]): Generator<string[]> {
  const [first, second] = types.flatMap((type, index) => (type === 'text' ? [index] : []));
  if (first === undefined || second === undefined) return;
  for (const one of ALIKE) {
    for (const other of ALIKE) {
      yield types.map((type, index) => {
        if (index === first) return one;
        if (index === second) return other;
        return type === 'text' ? 'none' : (Object.keys(SHAPES[type] ?? {})[0] as string);
      });
    }
  }
}
