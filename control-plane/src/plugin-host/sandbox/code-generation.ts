import type { Walls } from './walls.ts';

/**
 * Why a bundle may not make functions of text (`eval`, `new Function`); `undefined` where it may. Node's permissions
 * alone are no wall against code that nobody has seen, so the kernel wall has to stand.
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
