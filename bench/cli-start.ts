import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { atMost, toFigure, type Bench } from './figure.ts';
import { run } from './processes.ts';
import { inTurns, median, timed } from './samples.ts';

const ROUNDS = 25;

/** What `oclif generate` makes, less its plugins: one command, and the manifest that spares looking for it. */
const HELLO: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'hello',
    version: '1.0.0',
    type: 'module',
    bin: { hello: 'bin/run.js' },
    files: ['bin', 'commands', 'oclif.manifest.json'],
    oclif: { bin: 'hello', dirname: 'hello', commands: './commands' },
  }),
  'bin/run.js': `#!/usr/bin/env node\nimport { execute } from '@oclif/core';\nawait execute({ dir: import.meta.url });\n`,
  'commands/world.js': `import { Command } from '@oclif/core';
export default class World extends Command {
  static description = 'Say hello';
  async run() {
    this.log('hello world');
  }
}
`,
  'oclif.manifest.json': JSON.stringify({
    version: '1.0.0',
    commands: {
      world: {
        id: 'world',
        pluginName: 'hello',
        pluginAlias: 'hello',
        pluginType: 'core',
        description: 'Say hello',
        aliases: [],
        args: {},
        flags: {},
        strict: true,
        isESM: true,
        relativePath: ['commands', 'world.js'],
      },
    },
  }),
};

async function makeHello(folder: string): Promise<string> {
  for (const [path, text] of Object.entries(HELLO)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  return join(folder, 'bin/run.js');
}

export const cliStart: Bench = {
  name: 'cli',
  minutes: 2,
  async measure(place) {
    const plexica = resolve('cli/bin/run.js');
    const hello = await makeHello(join(place.folder, 'hello'));
    // Its own home, so that no context or cache of whoever runs this is read.
    const env = { ...process.env, PLEXICA_HOME: join(place.folder, 'home'), XDG_CACHE_HOME: place.folder };
    const start = (...args: string[]) => timed(() => run(process.execPath, args, { cwd: place.folder, env }));
    const compare = async (ours: string[], peer: string[]) => {
      const pair = [() => start(plexica, ...ours), () => start(hello, ...peer)] as const;
      await inTurns(3, ...pair);
      place.say(`plexica ${ours.join(' ')}, ${ROUNDS} times`);
      const samples = await inTurns(ROUNDS, ...pair);
      return { ours: median(samples.ours), peer: median(samples.peer) };
    };
    const version = await compare(['--version'], ['--version']);
    const command = await compare(['explain', 'not_allowed'], ['world']);
    return [
      toFigure('cli-version', {
        unit: 'ms',
        ...version,
        goal: atMost('ratio', version.ours / version.peer, 1.25),
        detail: `plexica --version, which loads no oclif; --version of a bare oclif program. Median of ${ROUNDS}`,
      }),
      toFigure('cli-command', {
        unit: 'ms',
        ...command,
        goal: null,
        detail: `plexica explain not_allowed; hello world of a bare oclif program. Median of ${ROUNDS}`,
      }),
    ];
  },
};
