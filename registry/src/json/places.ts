import { pathSegment } from '../issue-path.ts';
import { positionAt, token, type Position } from './token.ts';

interface Wanted {
  path: string;
  /** What of the path is left below the value that is read. */
  rest: string;
}

/**
 * Where the values that `paths` name stand in a text: the place of the name of each, or of the element of a list. A value
 * that is not there has the place of the innermost value around it that is.
 *
 * @param text that `parseJson` takes
 * @param paths as `issuePath` writes them
 */
export function placesOf(text: string, paths: readonly string[]): Map<string, Position> {
  const offsets = new Map<string, number>();
  let position = 0;

  function next(): string {
    token.lastIndex = position;
    const found = token.exec(text)?.[0].trimStart() ?? '';
    position = token.lastIndex;
    return found;
  }

  /** The paths that lead to or below this key, which was read last. */
  function below(wanted: readonly Wanted[], key: PropertyKey, read: string): Wanted[] {
    if (wanted.length === 0) return [];
    const segment = pathSegment(key);
    const inside = wanted
      .filter(({ rest }) => rest.startsWith(segment))
      .map(({ path, rest }) => ({ path, rest: rest.slice(segment.length) }))
      .filter(({ rest }) => /^(?:[.[]|$)/.test(rest));
    for (const { path } of inside) offsets.set(path, position - read.length);
    return inside;
  }

  function value(first: string, wanted: readonly Wanted[]): void {
    if (first === '{') {
      for (let name = next(); name !== '}'; name = next()) {
        if (name === ',') name = next();
        const inside = below(wanted, JSON.parse(name) as string, name);
        next();
        value(next(), inside);
      }
    } else if (first === '[') {
      let index = 0;
      for (let element = next(); element !== ']'; element = next()) {
        if (element === ',') element = next();
        value(element, below(wanted, index++, element));
      }
    }
  }

  for (const path of paths) offsets.set(path, Math.max(0, text.search(/\S/)));
  // The first name of a path has no dot before it, and all others have.
  value(
    next(),
    paths.map((path) => ({ path, rest: /^\[|^$/.test(path) ? path : `.${path}` })),
  );
  return new Map([...offsets].map(([path, offset]) => [path, positionAt(text, offset)]));
}
