/** What is different in a build of the server, so that a wall of it is missing. */
export interface Weakening {
  /** The end of the path of a built file. */
  file: string;
  /** Texts in it, each of which is there once, and what they are instead. */
  changes: readonly (readonly [from: string, to: string])[];
}

/** What a server has to be told so that it reads some of its files in another form. */
export function weakened(...weakenings: readonly Weakening[]): NodeJS.ProcessEnv {
  const hook = `
    import { registerHooks } from 'node:module';
    registerHooks({
      load(url, context, next) {
        const loaded = next(url, context);
        const weakening = ${JSON.stringify(weakenings)}.find(({ file }) => url.endsWith(file));
        if (!weakening) return loaded;
        let source = String(loaded.source);
        for (const [from, to] of weakening.changes) {
          if (source.split(from).length !== 2) throw new Error('not once in ' + url + ': ' + from);
          source = source.replace(from, () => to);
        }
        return { ...loaded, source };
      },
    });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
}
