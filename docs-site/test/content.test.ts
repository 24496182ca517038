import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { errors } from '@plexica/sdk/errors';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = join(import.meta.dirname, '../src/content/docs');

const read = (...path: string[]) => readFile(join(...path), 'utf8');

describe('what the pages say', () => {
  it('names every variable of the control plane and no other', async () => {
    const source = await read(ROOT, 'control-plane/src/config.ts');
    const [, block] = /const variables = \{\n([\s\S]*?)\n\};/.exec(source) ?? [];
    const variables = [...(block ?? '').matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(variables.length).to.be.greaterThan(10);
    const page = await read(DOCS, 'guides/operating.md');
    const documented = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
    expect(documented).to.have.members(variables);
  });

  it('names every permission that a route of the API needs', async () => {
    const api = await read(import.meta.dirname, '../src/data/openapi.json');
    const needed = new Set([...api.matchAll(/Requires the permission `([^`]+)`/g)].map(([, key]) => key));
    expect(needed.size).to.be.greaterThan(5);
    const page = await read(DOCS, 'guides/operating.md');
    for (const key of needed) expect(page).to.include(`\`${key}\``);
  });

  it('has a section for every error, with its code as the anchor', async () => {
    const page = await read(DOCS, 'reference/errors.md');
    for (const code of Object.keys(errors)) expect(page).to.include(`\n## \`${code}\`\n`);
  });

  it('names every key of the manifest', async () => {
    const schema = JSON.parse(await read(ROOT, 'sdk/plexica.schema.json')) as { properties: object };
    const page = await read(DOCS, 'reference/manifest.md');
    for (const key of Object.keys(schema.properties)) expect(page).to.include(`\`${key}\``);
  });

  it('has the tutorial of the README, word for word', async () => {
    const [, tutorial] =
      /## A plugin in five minutes\n([\s\S]*?)\n## /.exec(await read(ROOT, 'README.md')) ?? [];
    const lines = [...(tutorial ?? '').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
      (block as string).trim().split('\n'),
    );
    expect(lines.length).to.be.greaterThan(10);
    const page = (await read(DOCS, 'quick-start.md')).split('\n');
    expect(page).to.include.members(lines);
  });

  it('runs the same steps in every pipeline', async () => {
    const page = await read(DOCS, 'guides/continuous-integration.md');
    const [steps = '', ...pipelines] = [...page.matchAll(/```(?:sh\nnpm ci|yaml)\n([\s\S]*?)```/g)].map(
      ([, block]) => block as string,
    );
    expect(pipelines).to.have.length(2);
    for (const step of ['npm ci', ...steps.trim().split('\n')]) {
      const command = step.replace(/ +#.*/, '');
      for (const pipeline of pipelines) expect(pipeline).to.match(new RegExp(`- (run: )?${command}\n`));
    }
  });

  it('has every command, and every command that a page shows exists', async () => {
    const snapshot = JSON.parse(await read(ROOT, 'cli/command-snapshot.json')) as { command: string }[];
    const commands = snapshot.map(({ command }) => command);
    let text = '';
    for (const file of await readdir(join(DOCS, 'reference/cli')))
      text += await read(DOCS, 'reference/cli', file);
    for (const command of commands) expect(text).to.match(new RegExp(`^plexica ${command}( |$)`, 'm'));
    const sources = await readdir(join(ROOT, 'cli/src/commands'), { recursive: true });
    const built = sources
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.replace(/(\/index)?\.ts$/, '').replaceAll('/', ' '));
    expect(commands).to.include.members(built);
    expect(text, 'a template that was not filled in').not.to.include('<%');
    const names = [...text.matchAll(/^plexica ([a-z]+)/gm)].map(([, name]) => name);
    for (const file of (await readdir(DOCS, { recursive: true })).filter((name) => name.endsWith('.md'))) {
      const shown = [
        ...(await read(DOCS, file)).matchAll(/`(?:npx )?plexica ([a-z]+)|^(?:npx )?plexica ([a-z]+)/gm),
      ];
      for (const [, inText, inBlock] of shown) expect(names, file).to.include(inText ?? inBlock);
    }
  });
});
