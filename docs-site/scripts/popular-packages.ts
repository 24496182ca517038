// Writes the page about npm packages from what `npm run packages` found last.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Results } from '../../popular-packages/results.ts';
import { refusedModules } from '@plexica/registry';
import { code, table, text, writePages } from './markdown.ts';

const RESULTS = join(import.meta.dirname, '../../popular-packages/results.json');
const { node, outcomes } = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;

const works = outcomes.filter(({ outcome }) => outcome === 'works').length;
/** `pkg/lib/file.js:3` of a warning. */
const lineOf = (warning: string): string => /node_modules\/([^)]+)\)/.exec(warning)?.[1] ?? warning;
/** One that is refused by its first line: the code around it follows. */
const notes = ({ outcome, codeGeneration, warnings = [], said = '' }: Outcome): string =>
  outcome === 'works'
    ? [
        ...(codeGeneration ? ['`access.codeGeneration`'] : []),
        ...(warnings.length > 0
          ? [`warned of: ${warnings.map((each) => code(lineOf(each))).join(', ')}`]
          : []),
      ].join('; ')
    : text(said.split('\n', 1)[0]?.replace('../../node_modules/', 'node_modules/') ?? '');
const rows = outcomes.map((tried) => [
  Object.entries(tried.packages)
    .map(([name, version]) => `${code(name)} ${version}`)
    .join(', '),
  tried.outcome === 'differs' ? 'fails' : tried.outcome,
  notes(tried),
]);
const found = [
  [
    "`import('./a.js')`, `require('./a')`, `require.resolve('./a.html')`, `new URL('./a.txt', import.meta.url)`",
    'that module or file',
  ],
  ['`` require(`./locale/${name}`) `` in CommonJS', 'every module of that folder whose name fits'],
  [
    "`readFileSync(join(__dirname, 'data', name))` in a package",
    'every file there that fits, without code, Markdown and source maps',
  ],
  ["`readFileSync(join(__dirname, 'a.js'))` in a package", 'that file'],
];
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
      'Which packages run in a plugin, and what does not: native addons, names that only a run tells, sockets, files, code of text.',
    body: `\`plexica build\` puts a plugin and the packages that it imports into one file, and the server runs it in a sandbox on
Node ${node.split('.')[0]}. Whatever calculates works as in Node. What leaves the process does not: see [Modules of Node](#modules-of-node).

## Packages that were tried

\`npm run packages\` builds a plugin with each of these packages, installs it on a server, calls it, and compares its answer with that of
the same code in plain Node ${node}. ${works} of ${outcomes.length} work. \`plexica build\` names the package and the line
of those that it refuses or warns of.

${table(['package', 'in a plugin', 'needs, or why not'], rows)}

A package that opens sockets itself, such as a client of a database, can be built and called; its connections are refused. HTTP clients
work where they take a \`fetch\`: give them [\`ctx.fetch\`](/guides/writing-a-plugin/#calling-the-outside).

## Native addons

The sandbox runs JavaScript and WebAssembly. \`plexica build\` refuses a package that needs a native addon to be loaded, and names package, file
and line. A package that asks for one in a function or in a \`try\` can be built. Such a call fails with \`MODULE_NOT_FOUND\` and a message that
names the addon. In your own code an addon is refused everywhere.

## Modules and files that are found at run time

A plugin holds what \`plexica build\` can see in its code and in its packages:

${table(['in the code', 'what is built in'], found)}

What the build cannot see is not there at run time: \`require(name)\`, \`import(name)\`, \`createRequire(import.meta.url)(name)\`, a file
that is put together so that no file fits, a list of a folder that has code in it.

- In your own code it is an error, by file and line. Write each name as a text: \`{ a: () => import('./a.ts'), b: () => import('./b.ts') }\`.
- In a package it is a warning of \`build\`, \`dev\`, \`pack\` and \`publish\`, one for each package, with the line. Many packages never run
  that line in a plugin. Where the code goes on without it, in a \`try\` that catches or before \`.catch()\`, there is no warning.
- Where a package runs it as it is loaded, and what it looks for is missing, the build fails and names package, file and line.

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
