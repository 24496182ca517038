import type { BuiltManifest } from '@plexica/registry';

/** What a version of a plugin adds to what is possible in a tenant. */
export interface Brings {
  /** Complete key to meaning. */
  permissions: Record<string, string>;
  /** What it may reach beyond its own data. */
  access: NonNullable<BuiltManifest['access']>;
  /** Routes that anybody may call, without a token: `POST /crm/webhook`. */
  publicRoutes: string[];
}

/** @param before the version that is there now, whose part of it is left out */
export function bringsOf(manifest: BuiltManifest, before?: BuiltManifest): Brings {
  const had = before?.access ?? {};
  const { network, storage, members } = manifest.access ?? {};
  const hosts = network?.filter((host) => had.network?.includes(host) !== true) ?? [];
  const known = new Set(before && publicRoutes(before));
  return {
    permissions: Object.fromEntries(
      Object.entries(manifest.permissions ?? {})
        .filter(([key]) => !Object.hasOwn(before?.permissions ?? {}, key))
        .map(([key, meaning]) => [`${manifest.id}.${key}`, meaning]),
    ),
    access: {
      ...(hosts.length > 0 && { network: hosts }),
      ...(storage === true && had.storage !== true && { storage }),
      ...(members !== undefined && members !== had.members && { members }),
    },
    publicRoutes: publicRoutes(manifest).filter((route) => !known.has(route)),
  };
}

function publicRoutes({ id, backend }: BuiltManifest): string[] {
  return (backend?.routes ?? [])
    .filter(({ access }) => access === 'public')
    .map(({ method, path }) => `${method} /${id}${path}`);
}
