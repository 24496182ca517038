// Writes the page about npm packages from the last results of `npm run packages`.
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
/** For a refused package, only the first line of the message: the code around the error follows it. */
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
  ['`` require(`./locale/${name}`) `` in CommonJS', 'every module in that folder with a matching name'],
  [
    "`readFileSync(join(__dirname, 'data', name))` in a package",
    'every matching file there, except code, Markdown and source maps',
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
      'Which npm packages run in a plugin, and what is not supported: native addons, names computed at run time, sockets, files, code from text.',
    body: `\`plexica build\` bundles a plugin and the packages that it imports into one file. The server runs it in a sandbox on
Node ${node.split('.')[0]}. Code that only computes works as in Node. Code that needs files, sockets or other processes does not: see
[Modules of Node](#modules-of-node).

## Tested packages

\`npm run packages\` builds a plugin with each of these packages, installs it on a server and calls it. It compares the answer with that
of the same code in plain Node ${node}. ${works} of ${outcomes.length} packages work. If \`plexica build\` refuses a package or warns about
it, it names the package and the line.

${table(['package', 'in a plugin', 'required key, warning or reason'], rows)}

A package that opens sockets itself, such as a database client, can be built and called, but its connections are refused. HTTP clients
work if they accept a \`fetch\` function: pass them [\`ctx.fetch\`](/guides/writing-a-plugin/#calling-the-outside).

## Native addons

The sandbox runs JavaScript and WebAssembly. \`plexica build\` refuses a package that requires a native addon when it is loaded, and names
package, file and line. If a package loads the addon in a function or in a \`try\`, it can be built. The call then fails with
\`MODULE_NOT_FOUND\` and a message that names the addon. In your own code, addons are always refused.

## Modules and files that are found at run time

A plugin contains the modules and files that \`plexica build\` can find in its code and its packages:

${table(['in the code', 'included in the bundle'], found)}

Everything else is missing at run time: \`require(name)\`, \`import(name)\`, \`createRequire(import.meta.url)(name)\`, a computed file
name that matches no file, or a listing of a folder that contains code.

- In your own code, this is an error with file and line. Write each name as a literal:
  \`{ a: () => import('./a.ts'), b: () => import('./b.ts') }\`.
- In a package, it is a warning of \`build\`, \`dev\`, \`pack\` and \`publish\`, one for each package, with the line. Many packages never run
  that line in a plugin. If the code handles the failure, with \`try\` and \`catch\` or with \`.catch()\`, there is no warning.
- If a package runs such code when it is loaded, and the module or file is missing, the build fails and names package, file and line.

## Code from text

Some packages create functions from text at run time, with \`eval\` or \`new Function\`: ajv, handlebars, ejs, nunjucks, protobufjs, and
\`_.template\` of lodash. The sandbox refuses this with an \`EvalError\`, unless the manifest asks for it:

\`\`\`json
{
  "access": { "codeGeneration": true }
}
\`\`\`

- The person who installs the plugin must accept this, and again when an update adds it: [Access and consent](/reference/access/).
- It only works behind the kernel wall. On a server without it (macOS, Windows, no bubblewrap), such code stays refused, whatever the
  manifest says. \`node:vm\` is always refused.
- You do not need the key if you compile at build time: ajv has \`standaloneCode\`, handlebars \`precompile\`, protobufjs \`pbjs\`.

Without the key, \`plexica build\` warns and names the package, the file and the line. It looks for \`eval(…)\`, \`Function(…)\`,
\`new Function(…)\`, \`Function.apply(…)\` and \`Function.call(…)\` with anything but constants, in the part of each module that is in the
bundle. It does not warn if the code handles the failure: in a \`try\` whose \`catch\` does not throw again, in a \`catch\`, or behind a
\`typeof\`. It warns about lodash and underscore only if your own code mentions \`template\`. It cannot find code that calls \`Function\`
under another name. Such code fails at run time, with an error that names the key.

## Modules of Node

\`plexica build\` refuses these modules in your own code, with file and line. Packages can import them, because many never use them; a
call fails at run time. You can import the names that only compute.

${table(['module', 'use instead', 'names that work'], modules)}
`,
  },
]);
