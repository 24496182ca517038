import type { BuiltManifest } from '../manifest/built-manifest.ts';

/** The `package.json` in a package: what npm clients need of it. */
export interface PackedPackageJson extends Pick<
  BuiltManifest,
  'name' | 'version' | 'description' | 'license' | 'author' | 'repository' | 'keywords' | 'engines'
> {
  [key: string]: unknown;
}

export interface PackageEntry {
  /** Below `package/`: `dist/backend/index.js`. */
  path: string;
  /** Bytes. */
  size: number;
}

/** What a package is, read from its bytes; everything in it has been checked. */
export interface InspectedPackage {
  manifest: BuiltManifest;
  packageJson: PackedPackageJson;
  /** Regular files, in the order of the tarball. */
  entries: PackageEntry[];
  /** `sha512-…` of the packed bytes (Subresource Integrity). */
  integrity: string;
  /** Hex sha1 of the packed bytes, which npm clients of old still read. */
  shasum: string;
  /** Packed bytes. */
  size: number;
  /** Sum of the files' bytes. */
  unpackedSize: number;
  /** Markdown, at most 256 KiB; longer ones are cut. */
  readme?: string;
  changelog?: string;
}

/** What the sender announced. A package that differs is refused. */
export interface ExpectedPackage {
  id?: string;
  version?: string;
  integrity?: string;
}
