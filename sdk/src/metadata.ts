/**
 * Decorators write what they learn to `context.metadata`, which is `undefined` on runtimes without
 * `Symbol.metadata` (Node 26 included). This file must be evaluated before the first decorated class, so it is
 * the first import of the package and is named in package.json's `sideEffects`.
 */
if (Symbol.metadata === undefined) {
  Object.defineProperty(Symbol, 'metadata', { value: Symbol.for('Symbol.metadata') });
}

/** Where `@Route` and its companions keep their declarations; the host reads the same key from the bundle. */
export const DECLARATIONS = Symbol.for('plexica.declarations');
