import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bundle } from '../../src/services/project/bundle.ts';

/** An import in a plugin's own code, and what the error says; none where it works. */
const ROWS: readonly (readonly [source: string, said?: RegExp])[] = [
  [
    `import { readFile } from 'node:fs/promises';\nuse(readFile);`,
    /^src\/index\.ts:2:26 "node:fs\/promises" does not work in a plugin; .*ctx\.db/,
  ],
  [`import fs from 'fs';\nuse(fs);`, /^src\/index\.ts:2:16 "fs" .*ctx\.db/],
  [`import * as fs from 'node:fs';\nuse(fs);`, /"node:fs" .*ctx\.db/],
  [`export { readFileSync } from 'node:fs';`, /"node:fs" .*ctx\.db/],
  [`export * from 'node:fs';`, /"node:fs" .*ctx\.db/],
  [`use(await import('node:fs'));`, /"node:fs" .*ctx\.db/],
  [`import net from 'node:net';\nuse(net);`, /"node:net" .*ctx\.fetch/],
  [`import { isIP, connect } from 'node:net';\nuse(isIP, connect);`, /"node:net" .*ctx\.fetch/],
  [`import { request } from 'node:https';\nuse(request);`, /"node:https" .*ctx\.fetch/],
  [`import { createServer } from 'node:http';\nuse(createServer);`, /"node:http" .*@Route/],
  [`import { lookup } from 'node:dns/promises';\nuse(lookup);`, /"node:dns\/promises" .*ctx\.fetch/],
  [`import { createSocket } from 'node:dgram';\nuse(createSocket);`, /ctx\.fetch/],
  [`import tls from 'node:tls';\nuse(tls);`, /ctx\.fetch/],
  [`import { execFile } from 'node:child_process';\nuse(execFile);`, /"node:child_process" .*WebAssembly/],
  [`import { Worker } from 'node:worker_threads';\nuse(Worker);`, /"node:worker_threads"/],
  [`import cluster from 'node:cluster';\nuse(cluster);`, /"node:cluster"/],
  [`import vm from 'node:vm';\nuse(vm);`, /"node:vm" .*codeGeneration/],
  [`import { DatabaseSync } from 'node:sqlite';\nuse(DatabaseSync);`, /"node:sqlite" .*ctx\.db/],
  [`import { isIP } from 'node:net';\nuse(isIP);`],
  [`import { STATUS_CODES } from 'node:http';\nuse(STATUS_CODES);`],
  [`import { constants } from 'node:fs';\nuse(constants);`],
  [`import type { Stats } from 'node:fs';\nuse(1 as unknown as Stats);`],
  [`import { MessageChannel } from 'node:worker_threads';\nuse(MessageChannel);`],
  [`import { createHash } from 'node:crypto';\nuse(createHash);`],
  [`import { Readable } from 'node:stream';\nuse(Readable);`],
  [`use("import fs from 'node:fs'");`],
];

describe("Node's modules in a plugin's own code", () => {
  let folder: string;
  let entry: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'plexica-own-')));
    entry = join(folder, 'src/index.ts');
    await mkdir(join(folder, 'src'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  for (const [source, said] of ROWS) {
    it(`${said ? 'are refused' : 'work'}: ${source.split('\n')[0]}`, async () => {
      await writeFile(
        entry,
        `declare const use: (...values: unknown[]) => void;\n${source}\nexport default class Plugin extends Object {}\n`,
      );
      const error = await bundle(folder, entry).then(
        () => undefined,
        (caught: Error) => caught,
      );
      if (said === undefined) expect(error?.message).to.equal(undefined);
      else expect(error?.message.split('\n')[0]).to.match(said);
    });
  }

  it('may be imported by a package', async () => {
    const installed = join(folder, 'node_modules/reader');
    await mkdir(installed, { recursive: true });
    await writeFile(join(installed, 'package.json'), '{"name":"reader","version":"1.0.0","type":"module"}');
    await writeFile(
      join(installed, 'index.js'),
      "import fs from 'node:fs';\nexport const read = () => fs;\n",
    );
    await writeFile(
      entry,
      "import { read } from 'reader';\nexport const used = read;\nexport default class Plugin extends Object {}\n",
    );
    expect((await bundle(folder, entry)).files['dist/backend/index.js']).to.include("from 'node:fs'");
  });
});
