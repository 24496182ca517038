// Writes the page about npm packages from what `npm run packages` found last.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../../popular-packages/results.ts';
import { refusedModules } from '@plexica/registry';
import { code, table, text, writePages } from './markdown.ts';

const RESULTS = join(import.meta.dirname, '../../popular-packages/results.json');
const { node, outcomes } = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;

const works = outcomes.filter(({ outcome }) => outcome === 'works').length;
const rows = outcomes.map(({ packages, outcome, codeGeneration, said = '' }) => [
  Object.entries(packages)
    .map(([name, version]) => `${code(name)} ${version}`)
    .join(', '),
  outcome === 'differs' ? 'fails' : outcome,
  outcome === 'works' ? (codeGeneration ? '`access.codeGeneration`' : '') : text(said),
]);
const modules = Object.entries(refusedModules).map(([name, { instead, harmless = [] }]) => [
  code(`node:${name}`),
  text(instead),
  harmless.map(code).join(', '),
]);

writePages([
  {
    path: 'reference/packages',
    title: 'npm packages',
    description:
      'Which packages run in a plugin, and what does not: native addons, sockets, files, code of text.',
    body: `\`plexica build\` puts a plugin and the packages that it imports into one file, and the server runs it in a sandbox on
Node ${node.split('.')[0]}. Whatever calculates works as in Node. What leaves the process does not: see [Modules of Node](#modules-of-node).

## Packages that were tried

\`npm run packages\` builds a plugin with each of these packages, installs it on a server, calls it, and compares its answer with that of
the same code in plain Node ${node}. ${works} of ${outcomes.length} work. One that is refused is named by \`plexica build\`.

${table(['package', 'in a plugin', 'needs, or why not'], rows)}

A package that opens sockets itself, such as a client of a database, can be built and called; its connections are refused. HTTP clients
work where they take a \`fetch\`: give them [\`ctx.fetch\`](/guides/writing-a-plugin/#calling-the-outside).

## Code of text

Some packages make functions of text as they run, by \`eval\` or \`new Function\`: ajv, handlebars, ejs, nunjucks, protobufjs, and
\`_.template\` of lodash. The sandbox refuses that with an \`EvalError\`, unless the manifest asks for it:

\`\`\`json
{
  "access": { "codeGeneration": true }
}
\`\`\`

- Whoever installs the plugin is asked, and asked again when an update adds it: [Access and consent](/reference/access/).
- It works behind the kernel wall only. On a server without it (macOS, Windows, no bubblewrap) such code stays refused, whatever the
  manifest says. \`node:vm\` stays refused everywhere.
- A library that is compiled as you build needs none of it: ajv has \`standaloneCode\`, handlebars \`precompile\`, protobufjs \`pbjs\`.

Without the key \`plexica build\` warns, and names the package, the file and the line. It judges what is left of each module in the
bundle: \`eval(…)\`, \`Function(…)\`, \`new Function(…)\`, \`Function.apply(…)\` and \`Function.call(…)\` with anything but constants. It does not warn where the code goes on
without it: in a \`try\` whose \`catch\` does not throw again, in a \`catch\`, behind a \`typeof\`. lodash and underscore are named only where your own code
says \`template\`. Code that calls \`Function\` by another name is not found; it fails as it runs, with an error that names the key.

## Modules of Node

\`plexica build\` refuses these modules in your own code, by file and line. Packages may import them: many do without using them, and
where one does, its call fails. Names that only calculate can be imported.

${table(['module', 'instead', 'names that work'], modules)}
`,
  },
]);
