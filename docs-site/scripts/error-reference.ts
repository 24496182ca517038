// Writes the page of all error codes from the table that the server and the command line use.
import { errors, type ErrorPage } from '@plexica/sdk/errors';
import { code, table, text, writePages } from './markdown.ts';

const pages: [string, ErrorPage][] = Object.entries(errors);

/** The code is the anchor of its section: `/reference/errors/#version_exists`. */
function section([name, { status, exit, title, cause, fix }]: [string, ErrorPage]): string {
  return `## ${code(name)}

**${text(title)}.** HTTP status ${status}, exit code ${exit}.

${text(cause)}

**What to do:** ${text(fix)}`;
}

writePages([
  {
    path: 'reference/errors',
    title: 'Errors',
    description: 'Every error code: HTTP status, exit code, cause and what to do.',
    body: `Every error has a stable code. The HTTP API sends it in the field \`code\` of a problem
([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), the command line shows it, and \`plexica explain <code>\` prints
the same text offline.

${table(
  ['code', 'status', 'exit', 'meaning'],
  pages.map(([name, { status, exit, title }]) => [
    `[${code(name)}](#${name})`,
    String(status),
    String(exit),
    text(title),
  ]),
)}

${pages.map(section).join('\n\n')}
`,
  },
]);
