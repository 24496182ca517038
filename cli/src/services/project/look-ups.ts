import { shownPath } from './code-problem.ts';

/** Where a package looks for a module or a file by a name that the build cannot know. */
export interface LookUpSite {
  package: string;
  what: 'module' | 'file';
  /** Absolute path of the file. */
  file: string;
  /** Counted from 1. */
  line: number;
}

/** How many packages people are told of by line; the others by name. */
const SHOWN = 3;

/** What is said where the plugin's own code does so. */
export function lookUpProblem(what: LookUpSite['what']): string {
  return what === 'module'
    ? "the build cannot know which module this loads, and leaves it out; write its name as a text, such as import('./a.ts'), once for each module"
    : 'the build cannot know which file this reads, and leaves it out; write its name as a text, or import the file';
}

/** One warning for each package. */
export function lookUpWarnings(folder: string, sites: readonly LookUpSite[]): string[] {
  return sites.map(({ package: name, what, file, line }) => {
    const does = what === 'module' ? 'loads a module' : 'reads a file';
    return (
      `"${name}" ${does} whose name the build cannot know (${shownPath(folder, file)}:${line}). ` +
      `If your plugin runs that line, the ${what} may be missing; try it with \`plexica dev\`.`
    );
  });
}

/** Few lines of many such warnings, for a terminal. */
export function shortened(warnings: readonly string[], sites: readonly LookUpSite[]): string[] {
  const more = sites.slice(SHOWN).map(({ package: name }) => name);
  if (more.length === 0) return [...warnings];
  return [...warnings.slice(0, SHOWN), `The same is true of ${more.join(', ')}; --json has the lines.`];
}
