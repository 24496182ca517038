const MiB = 1024 * 1024;

/** What a package may have; sizes in bytes. */
export const packageLimits = {
  packed: 50 * MiB,
  unpacked: 250 * MiB,
  entries: 10_000,
  /** Of one entry's path, in UTF-8. */
  path: 512,
  /** Of one name between slashes, in UTF-8; what common file systems take. */
  name: 255,
  /** Of folders above one file. */
  depth: 32,
};

/** What `migrations/*.sql` of a package may have: an update reads all of them. Sizes in bytes. */
export const migrationLimits = { file: MiB, together: 4 * MiB, files: 1000 };
