import { PlexicaError } from '@plexica/sdk/errors';
import { decodeText, encodingProblem } from '@plexica/sdk/text';
import { backendEntry, uiEntry, type BuiltManifest } from '../manifest/built-manifest.ts';
import { parseBuiltManifest } from '../manifest/read.ts';
import type { ExpectedPackage, InspectedPackage, PackageEntry } from './inspected-package.ts';
import { migrationCounter } from './migration-size.ts';
import { readPackedPackageJson } from './package-json-rules.ts';
import { readPackage, type Octets, type PackageSource } from './package-entries.ts';
import { refusal } from './refusal.ts';
import { FoundSecrets } from './found-secrets.ts';
import { secretScanner } from './secrets.ts';
import type { TarEntry } from './tar-reader.ts';

const manifestPath = 'dist/plexica.json';

/** Texts that are read, with the most bytes of each. A longer README is cut; the others are refused. */
const texts: readonly { pattern: RegExp; key: keyof Texts; most: number; cut: boolean }[] = [
  { pattern: /^dist\/plexica\.json$/, key: 'manifest', most: 1024 * 1024, cut: false },
  { pattern: /^package\.json$/, key: 'packageJson', most: 256 * 1024, cut: false },
  { pattern: /^readme(\.(md|markdown|txt))?$/i, key: 'readme', most: 256 * 1024, cut: true },
  { pattern: /^changelog(\.(md|markdown|txt))?$/i, key: 'changelog', most: 256 * 1024, cut: true },
];

interface Texts {
  manifest?: string;
  packageJson?: string;
  readme?: string;
  changelog?: string;
}

/**
 * Reads and checks a package that a stranger made, in one pass and in constant memory. Nothing is written.
 *
 * @param expected what the sender said that it is
 * @throws PlexicaError `invalid_package` (the message names entry and rule), `package_too_large`,
 *   `invalid_manifest` (with every problem of its manifest) or `integrity_mismatch`
 */
export async function inspectPackage(
  source: PackageSource,
  expected: ExpectedPackage = {},
): Promise<InspectedPackage> {
  const { files, octets } = readPackage(source);
  const entries: PackageEntry[] = [];
  const found: Texts = {};
  const secrets = new FoundSecrets();
  const countMigration = migrationCounter();
  for await (const file of files) {
    countMigration(`package/${file.path}`, file.size);
    entries.push({ path: file.path, size: file.size });
    await readFile(file, found, secrets);
  }
  const packed = octets();
  assertIntegrity(packed, expected);

  if (found.manifest === undefined)
    throw refusal(undefined, `has no ${manifestPath}; build the plugin first`);
  if (found.packageJson === undefined) throw refusal(undefined, 'has no package.json');
  const manifest = parseBuiltManifest(found.manifest);
  assertExpected(manifest, expected);
  secrets.assertAllowed(manifest);
  const packageJson = readPackedPackageJson(found.packageJson, manifest);
  assertFilesPresent(manifest, entries);

  return {
    manifest,
    packageJson,
    entries,
    ...packed,
    unpackedSize: entries.reduce((sum, { size }) => sum + size, 0),
    ...(found.readme !== undefined && { readme: found.readme }),
    ...(found.changelog !== undefined && { changelog: found.changelog }),
  };
}

/** Searches every file for secrets, and keeps the few texts that are needed. */
async function readFile(file: TarEntry, found: Texts, secrets: FoundSecrets): Promise<void> {
  const wanted = texts.find(({ pattern, key }) => pattern.test(file.path) && found[key] === undefined);
  if (wanted && !wanted.cut && file.size > wanted.most) {
    throw refusal(`package/${file.path}`, `has ${file.size} bytes; at most ${wanted.most}`);
  }
  const scan = secretScanner();
  const kept: Buffer[] = [];
  let left = wanted?.most ?? 0;
  for await (const chunk of file.body) {
    secrets.add(`package/${file.path}`, scan(chunk));
    if (left > 0) kept.push(Buffer.from(chunk.subarray(0, left)));
    left -= chunk.length;
  }
  if (!wanted) return;
  const bytes = Buffer.concat(kept);
  // The cut can be in the middle of a character, which does no harm: documents are only shown.
  const problem = wanted.cut ? undefined : encodingProblem(bytes);
  if (problem !== undefined) throw refusal(`package/${file.path}`, problem);
  found[wanted.key] = decodeText(bytes);
}

function assertIntegrity({ integrity }: Octets, expected: ExpectedPackage): void {
  if (expected.integrity === undefined || expected.integrity === integrity) return;
  const message = `The upload has the checksum ${integrity}, but ${expected.integrity} was expected`;
  throw new PlexicaError('integrity_mismatch', message);
}

function assertExpected(manifest: BuiltManifest, { id, version }: ExpectedPackage): void {
  if (id !== undefined && id !== manifest.id) {
    throw refusal(undefined, `belongs to the plugin "${manifest.id}", but is published as "${id}"`);
  }
  if (version !== undefined && version !== manifest.version) {
    throw refusal(undefined, `has the version ${manifest.version}, but is published as ${version}`);
  }
}

function assertFilesPresent(manifest: BuiltManifest, entries: readonly PackageEntry[]): void {
  const present = new Set(entries.map(({ path }) => path));
  for (const [path, reason] of namedFiles(manifest)) {
    if (!present.has(path)) throw refusal(`package/${path}`, `is missing, but ${reason} names it`);
  }
}

/** Files that a manifest names, with the path of the key that names them. */
export function namedFiles(manifest: BuiltManifest): Map<string, string> {
  const files = new Map<string, string>();
  const add = (path: string | undefined, where: string) =>
    path && files.set(path.replace(/^\.\//, ''), where);
  if (manifest.backend) add(backendEntry, 'backend.entry');
  if (manifest.ui) add(uiEntry, 'ui');
  add(manifest.icon, 'icon');
  manifest.screenshots?.forEach((path, index) => add(path, `screenshots[${index}]`));
  for (const [type, { schema }] of Object.entries(manifest.events?.publishes ?? {})) {
    add(schema, `events.publishes["${type}"]`);
  }
  return files;
}
