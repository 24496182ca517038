#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import module from 'node:module';

module.enableCompileCache?.();

const [major, minor] = process.versions.node.split('.').map(Number);

if (process.argv[2] === '--version') {
  // Loading oclif to print one line would take four times as long.
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
} else if (major > 22 || (major === 22 && minor >= 22)) {
  const { standInForUnknownUser } = await import('../dist/home.js');
  standInForUnknownUser(process.env);
  if (process.connected) (await import('../dist/end-with-launcher.js')).endWithLauncher();
  const { main } = await import('../dist/main.js');
  await main();
} else {
  const { restart } = await import('../dist/restart.js');
  restart();
}
