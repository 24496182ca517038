import { shownPath } from './code-problem.ts';

/** Where a package loads a module or reads a file whose name is only known at run time. */
export interface LookUpSite {
  package: string;
  what: 'module' | 'file';
  /** Absolute path of the file. */
  file: string;
  /** Counted from 1. */
  line: number;
}

/** How many packages are shown with their line; others are only named. */
const SHOWN = 3;

/** The error if the plugin's own code does this. */
export function lookUpProblem(what: LookUpSite['what']): string {
  return what === 'module'
    ? "the build cannot tell which module this loads, so the bundle does not contain it; use a string literal, such as import('./a.ts'), for each module"
    : 'the build cannot tell which file this reads, so the bundle does not contain it; use a string literal, or import the file';
}

/** One warning for each package. */
export function lookUpWarnings(folder: string, sites: readonly LookUpSite[]): string[] {
  return sites.map(({ package: name, what, file, line }) => {
    const does = what === 'module' ? 'loads a module' : 'reads a file';
    return (
      `"${name}" ${does} whose name the build cannot tell (${shownPath(folder, file)}:${line}). ` +
      `If your plugin runs that line, the ${what} can be missing; test it with \`plexica dev\`.`
    );
  });
}

/** A short form of these warnings for a terminal. */
export function shortened(warnings: readonly string[], sites: readonly LookUpSite[]): string[] {
  const more = sites.slice(SHOWN).map(({ package: name }) => name);
  if (more.length === 0) return [...warnings];
  return [...warnings.slice(0, SHOWN), `The same applies to ${more.join(', ')}; --json shows the lines.`];
}
