// Unpacks one bundle in a process of its own, so that a test can kill it.
import { openBundle } from '../../src/registry/bundles.ts';
import { findVersion } from '../../src/registry/version.ts';
import { openStorage } from './storage.ts';

const [folder, databaseUrl, plugin, version] = process.argv.slice(2) as [string, string, string, string];
const storage = await openStorage(folder, databaseUrl);
await openBundle(storage, await findVersion(storage, plugin, version));
