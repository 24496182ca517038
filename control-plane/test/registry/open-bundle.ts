// Unpacks one bundle in a process of its own, so that a test can kill it.
import { openVersion } from '../../src/registry/bundles.ts';
import { openStorage } from './storage.ts';

const [folder, databaseUrl, plugin, version] = process.argv.slice(2) as [string, string, string, string];
await openVersion(await openStorage(folder, databaseUrl), plugin, version);
