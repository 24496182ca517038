import type { Walls } from './walls.ts';

/**
 * Why a bundle cannot create code from strings (`eval`, `new Function`); `undefined` if it can. The permissions of Node
 * alone do not stop unknown code, so the kernel wall is required.
 *
 * @param asked whether its manifest asks for `access.codeGeneration`
 */
export function codeRefused(asked: boolean, { kernel, why }: Walls): string | undefined {
  if (!asked) {
    return 'Plugins cannot create code from strings (eval, new Function) unless plexica.json has "access": { "codeGeneration": true }';
  }
  return kernel
    ? undefined
    : `Plugins can create code from strings (eval, new Function) only behind the kernel wall, even if plexica.json allows it: ${why}`;
}
