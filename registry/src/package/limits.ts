const MiB = 1024 * 1024;

/** What a package may have; see also `pathLimits` in entry-names.ts. Bytes, unless the name says otherwise. */
export const packageLimits = {
  packed: 50 * MiB,
  unpacked: 250 * MiB,
  entries: 10_000,
};
