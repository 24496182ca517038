#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import module from 'node:module';

module.enableCompileCache?.();

const [major, minor] = process.versions.node.split('.').map(Number);
const proxied = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].some((name) => process.env[name]);
// Node has proxies for its fetch since 24.14.
const isNewEnough = proxied
  ? major > 24 || (major === 24 && minor >= 14)
  : major > 22 || (major === 22 && minor >= 22);

(await import('../dist/standard-streams.js')).guardStandardStreams();
if (process.env.npm_lifecycle_script && !process.connected)
  (await import('../dist/end-with-launcher.js')).endWithNpm(process.env);

if (process.argv[2] === '--version') {
  // Loading oclif to print one line would take four times as long.
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else if (isNewEnough) {
  if (process.env.NODE_OPTIONS) await import('../dist/node-options.js').then(forgetOptions);
  const { standInForUnknownUser } = await import('../dist/home.js');
  standInForUnknownUser(process.env);
  if (process.connected) (await import('../dist/end-with-launcher.js')).endWithLauncher();
  const { main } = await import('../dist/main.js');
  await main();
} else {
  if (process.env.NODE_OPTIONS) await import('../dist/node-options.js').then(forgetOptions);
  const { restart } = await import('../dist/restart.js');
  restart();
}

function forgetOptions({ dropUnknownNodeOptions }) {
  const note = dropUnknownNodeOptions(process.env);
  if (note !== undefined) process.stderr.write(`${note}\n`);
}
