import { isDeepStrictEqual } from 'node:util';
import type { BuiltManifest } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { describeRoutes } from '../plugin-host/describe/described-routes.ts';
import type { Declared } from '../plugin-host/channel/protocol.ts';

/** Longest reason in characters, because the code chooses the names in it. */
const REASON = 400;

/**
 * Operators read the manifest before they install, and the gateway follows it, so it must declare the same routes and
 * lifecycle methods as the code. Malicious code can declare anything, but it receives only the requests in the
 * manifest.
 *
 * @param declared by the loaded code
 * @throws PlexicaError `invalid_package` naming the first route or method that differs
 */
export function requireDeclared(manifest: BuiltManifest, declared: Declared): void {
  const said = { routes: manifest.backend?.routes ?? [], lifecycle: manifest.backend?.lifecycle ?? [] };
  const difference =
    differenceOf(byName(said.routes), byName(routesOf(manifest, declared))) ??
    differenceOf(asSet(said.lifecycle), asSet(declared.lifecycle));
  if (difference !== undefined)
    throw refused(manifest, `its manifest does not match its code in ${difference}`);
}

function routesOf(manifest: BuiltManifest, declared: Declared) {
  try {
    return describeRoutes(declared);
  } catch (error) {
    throw refused(manifest, (error as Error).message);
  }
}

function refused({ id, version }: BuiltManifest, reason: string): PlexicaError {
  return new PlexicaError('invalid_package', `${id} ${version}: ${reason.slice(0, REASON)}`, {
    hint: 'The manifest was not built from this code. Run `plexica build` again and publish a new version.',
  });
}

function byName(routes: readonly { method: string; path: string }[]): Map<string, unknown> {
  return new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
}

function asSet(names: readonly string[]): Map<string, unknown> {
  return new Map(names.map((name) => [name, true]));
}

function differenceOf(
  said: ReadonlyMap<string, unknown>,
  found: ReadonlyMap<string, unknown>,
): string | undefined {
  return [...new Set([...said.keys(), ...found.keys()])].find(
    (name) => !isDeepStrictEqual(said.get(name), found.get(name)),
  );
}
