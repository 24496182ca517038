import type { Bundle } from './bundle.ts';
import { codeWarning } from './code-generation.ts';
import { problemText } from './code-problem.ts';
import { lookUpWarnings, shortened } from './look-ups.ts';
import type { ProjectFolder } from './read.ts';

export interface BundleWarnings {
  /** Of the plugin's own code. */
  own: string[];
  /** Of what packages do. */
  packages: string[];
  /** The same in few lines, for people. */
  shown: string[];
}

/** Likely mistakes in a plugin's code, and what its author should know about its packages. */
export function bundleWarnings(
  { folder, manifest }: ProjectFolder,
  { warnings, makesCode, lookUps }: Pick<Bundle, 'warnings' | 'makesCode' | 'lookUps'>,
): BundleWarnings {
  const asked = manifest.access?.codeGeneration === true;
  const code = asked ? [] : makesCode.map((site) => codeWarning(folder, site));
  const looks = lookUpWarnings(folder, lookUps);
  return {
    own: warnings.map(problemText),
    packages: [...code, ...looks],
    shown: [...code, ...shortened(looks, lookUps)],
  };
}
