import { commonJs } from './commonjs-runtime.ts';
import type { CommonJsFile } from './commonjs-files.ts';
import { LineMap } from './line-map.ts';

/**
 * All CommonJS of a bundle as one CommonJS file: each in a function of its own, as Node wraps it, with its text as it was
 * written. A file of CommonJS is not strict, as a module is, so nor are they.
 *
 * @param placeOf where a file lies in the bundle
 * @param chunkName what a chunk is called
 */
export function renderCommonJs(
  files: readonly CommonJsFile[],
  placeOf: (path: string) => string,
  chunkName: (reference: string) => string,
): { code: string; map: string } {
  const map = new LineMap();
  const parts: string[] = [];
  const push = (text: string): void => {
    parts.push(text);
    map.skip(text.split('\n').length);
  };
  push('module.exports = {');
  for (const { path, text, format, names, analysis } of files) {
    const place = placeOf(path);
    const targets = Object.fromEntries(
      Array.from(names, ([specifier, target]) => [
        specifier,
        'file' in target
          ? placeOf(target.file)
          : 'chunk' in target
            ? `./${chunkName(target.chunk)}`
            : `addon:${target.addon}`,
      ]),
    );
    const head = `${JSON.stringify(place)}: [${JSON.stringify(targets)}`;
    if (text === undefined) push(`${head}],`);
    else if (format === 'json') push(`${head}, ${JSON.stringify(text)}],`);
    else {
      push(`${head}, function (exports, require, module, __filename, __dirname, $import) {`);
      const lines = withOwnImport(text, analysis?.dynamicImports ?? []);
      parts.push(lines);
      map.add(sourceName(place), lines.split('\n').length);
      push('}],');
    }
  }
  push('};');
  push(
    `module.exports = (${commonJs.toString()})(module, module.exports, (specifier, options) => import(specifier, options));`,
  );
  return { code: parts.join('\n'), map: map.toString() };
}

/** As the source map of the modules calls it. */
function sourceName(place: string): string {
  return place.startsWith('npm/') ? `../../node_modules/${place.slice('npm/'.length)}` : `../../${place}`;
}

/** `import()` finds what it names from the file that it stood in. */
function withOwnImport(text: string, offsets: readonly number[]): string {
  let result = '';
  let last = 0;
  for (const offset of offsets) {
    result += `${text.slice(last, offset)}$import`;
    last = offset + 'import'.length;
  }
  result += text.slice(last);
  return result.startsWith('#!') ? `//${result}` : result;
}
