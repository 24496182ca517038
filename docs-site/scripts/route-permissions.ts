// Writes the page that says who may call which route, from the declarations of the routes and the default roles.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, table, writePages } from './markdown.ts';

interface Permissions {
  callers: string[];
  rows: { route: string; requires: string; open: boolean[] }[];
}

const data = readFileSync(join(import.meta.dirname, '../src/data/permissions.json'), 'utf8');
const { callers, rows } = JSON.parse(data) as Permissions;
const ofTenant = ({ route }: { route: string }): boolean => route.includes(' /v1/tenants/{tenant}');

function tableOf(some: Permissions['rows']): string {
  const cells = some.map(({ route, requires, open }) => [
    code(route),
    requires,
    ...open.map((isOpen) => (isOpen ? 'yes' : '')),
  ]);
  return table(['route', 'requires', ...callers], cells);
}

writePages([
  {
    path: 'reference/permissions',
    title: 'Permissions of the API',
    description: 'Who may call which route: every role, and a token of each scope.',
    body: `Every route declares the permission that it requires. This page is generated from these declarations and from the default roles,
and the tests call every route as every caller.

The tenant of a path is the one where guest, user, admin and the token of the tenant are. All tokens here have the permission \`*\`.
Roles of your own, and roles that plugins offer, have the permissions that you see with \`plexica roles list\`. Routes with "any login
or token" show each caller what it may see, or refuse if that is nothing. An empty cell means that the request is refused with
[\`not_allowed\`](/reference/errors/#not_allowed), or without a token with
[\`not_authenticated\`](/reference/errors/#not_authenticated). The table does not contain members with a role in a workspace: they do
not need the permission there.

## Routes of a tenant

${tableOf(rows.filter(ofTenant))}

## Other routes

Routes that list things of several tenants accept \`?tenant=\`. They then require the permission in that tenant only.

${tableOf(rows.filter((row) => !ofTenant(row)))}
`,
  },
]);
