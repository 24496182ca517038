import { ANSWER_HEADERS, WITHHELD_HEADERS } from '../../control-plane/test/gateway/header-rows.ts';
import { KILLED, PUBLISH_MOMENTS, STEPS, UNDONE } from '../../control-plane/test/operations/crash-rows.ts';
import { SENDINGS } from '../../control-plane/test/registry/sendings.ts';
import { BREAKAGE_SCENARIOS, breakageRows } from '../../control-plane/test/walls/breakage-rows.ts';
import { CONTROL_GROUP_ROWS } from '../../control-plane/test/walls/control-group-rows.ts';
import { ENDLESS, type EndlessStatement } from '../../control-plane/test/walls/endless.ts';
import { DATABASE_ROWS, SCENARIOS, type DatabaseRow } from '../../control-plane/test/walls/database-rows.ts';
import { ESCAPE_THEMES } from '../../control-plane/test/walls/escape-rows.ts';
import {
  fetchRows,
  HELD_HEADERS,
  lieRows,
  type FetchRow,
} from '../../control-plane/test/walls/fetch-rows.ts';
import { GLOBALS, VERDICTS, type Verdict } from '../../control-plane/test/walls/builtins/verdicts.ts';
import { POOLED } from '../../control-plane/test/walls/pooling-rows.ts';
import { channelRows } from '../../control-plane/test/walls/rows/channel.ts';
import { NATIVE_THEMES, NATIVE_WALLS, type NativeRow } from '../../control-plane/test/walls/rows/native.ts';
import type { EscapeRow } from '../../control-plane/test/walls/rows/row.ts';
import { HOSTILE_THEMES } from '../../registry/test/hostile-table.ts';
import { capital, code, text } from './markdown.ts';

/** Rows of one kind. Cells are Markdown. Without `head`, the rows are a list. */
export interface Theme {
  name: string;
  head?: readonly string[];
  rows: readonly (readonly string[])[];
}

export interface AttackTable {
  /** {@link anchorOf} derives the anchor of the section from it. */
  title: string;
  /** What is tried, and what each row asserts. */
  about: string;
  /** Below `control-plane/test/`, without `.test.ts`. */
  tests: readonly string[];
  themes: readonly Theme[];
}

const listed = (names: readonly string[]): string[][] => names.map((name) => [text(name)]);

function deniedBy({ deniedBy: { kernel, node }, alone }: EscapeRow): string {
  if (kernel && node) return 'each wall alone';
  return kernel ? `**the kernel wall only**. ${text(alone ?? '')}` : "Node's wall only";
}

function deniedNative({ deniedBy: walls, alone }: NativeRow): string {
  const names = walls.map((wall) => NATIVE_WALLS[wall]);
  return alone === undefined ? `each alone: ${names.join('; ')}` : `**${names.join()} only**. ${text(alone)}`;
}

const MAY: Record<Verdict['may'], string> = {
  all: 'everything',
  part: 'a part',
  none: 'nothing',
  absent: 'nothing, it does not exist',
};

const STOPPED_BY: Record<DatabaseRow['stoppedBy'], string> = {
  both: 'parser and roles, each alone',
  roles: '**roles only**',
  parser: '**parser only**',
  limits: 'limits of time, size or number',
  tables: 'the check of the schema after the migration',
  'parser and tables': 'parser and the check of the schema, each alone',
};

const ENDED_BY: Record<EndlessStatement['refusedBy'], string> = {
  both: 'parser and roles, each alone',
  parser: 'the parser; the watch over statements',
  nobody: 'the watch over statements',
};

const SENT_BY: Record<DatabaseRow['by'], string> = {
  request: 'In a request, as the run-time role',
  lifecycle: 'In a lifecycle method, as the owner role',
  migration: 'In a migration, as the owner role',
};

const FETCH_STOPS: Record<FetchRow['stoppedBy'], string> = {
  url: 'Because of the URL or its options',
  manifest: 'Because the manifest does not list the host',
  address: 'Because the address is not on the public internet',
  redirect: 'Because of the target of a redirect',
  size: 'Because of the size of a body',
  certificate: 'Because of the certificate',
};

/** Groups in the order of their first rows. */
function grouped<Row, Key extends string>(rows: readonly Row[], keyOf: (row: Row) => Key): [Key, Row[]][] {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups];
}

const escapes: AttackTable = {
  title: 'Escapes',
  about: `An ordinary installed plugin tries to reach a file, a listener and a process outside its sandbox, and the
server. Each row runs three times: behind both walls, where all rows are denied, behind Node's wall alone, and behind the kernel
wall alone. The last column shows which wall denies the row when the other is missing. The kernel allows a process to do to itself
what only Node's wall denies; from there it reaches nothing.`,
  tests: ['walls/escape', 'walls/taken-down'],
  themes: ESCAPE_THEMES.map(([name, rows]) => ({
    name,
    head: ['a plugin cannot', 'denied by'],
    rows: rows.map((row) => [text(row.name), deniedBy(row)]),
  })),
};

const native: AttackTable = {
  title: 'Native',
  about: `A vulnerability of Node or V8 would let a plugin run native code. A small C program takes the place of Node and makes
system calls by their numbers, with the same namespaces, mounts, filter, user and limits. Each row runs behind all walls, behind
each wall that denies it while the others are missing, and without any wall, where it gets through. Some settings of a sandbox are
never missing: a user other than root, no capabilities, limits for one process. The limits for a separate user require a server that
runs as root. Some rows need a special kernel.`,
  tests: ['walls/native', 'plugin-host/seccomp', 'plugin-host/user-ids'],
  themes: NATIVE_THEMES.map(([name, rows]) => ({
    name,
    head: ['native code cannot', 'denied by'],
    rows: rows.map((row) => [text(row.name), deniedNative(row)]),
  })),
};

const modules: AttackTable = {
  title: 'Modules',
  about: `What a plugin can do with each module of Node, and the rows of [Escapes](#escapes) that try it. The tests fail if a
new version of Node adds a module, a function or a method that has not been reviewed. They also call every function of the modules
that reach beyond the process, with outside paths, addresses and processes, and check that none of them is reached.`,
  tests: ['walls/builtins/builtins', 'walls/builtins/sweep', 'walls/builtins/stand-ins'],
  themes: [
    {
      name: 'Modules of Node',
      head: ['module', 'a plugin can use', 'because', 'tested by'],
      rows: [...Object.entries(VERDICTS), ['globalThis', GLOBALS] as const].map(
        ([name, { may, why, rows = [] }]) => [code(name), MAY[may], text(why), rows.map(text).join('; ')],
      ),
    },
  ],
};

const channel: AttackTable = {
  title: 'Channel',
  about: `A plugin writes directly to descriptor 3, its channel to the server. Each row ends the process and names the rule
that it broke. The same plugin in another tenant keeps answering, and so does the next process of this one.`,
  tests: ['walls/escape', 'walls/weakened'],
  themes: [{ name: 'A plugin writes', rows: listed(channelRows.map(({ name }) => name)) }],
};

const database: AttackTable = {
  title: 'Database',
  about: `A plugin sends SQL to a server with two tenants and a neighbouring plugin. Each statement is refused, with an error that
reveals nothing about others. Attacks of several statements end as their row says. The statement is then sent to PostgreSQL without the
parser, as the same role: the last column shows what still stops it. In the statements, \`{own}\` is the plugin's schema, \`{other}\` the
schema of the same plugin in another tenant, \`{neighbour}\` that of another plugin in the same tenant, \`{core}\` and \`{others}\` those of
the tenants, \`{role}\` the role itself, \`{owner}\` its owner, and \`{foreign}\` another installation's role.`,
  tests: ['walls/database', 'walls/database-scenarios', 'walls/endless', 'walls/weakened'],
  themes: [
    ...grouped(DATABASE_ROWS, ({ by }) => by).map(([by, rows]) => ({
      name: SENT_BY[by],
      head: ['a plugin tries', 'stopped by'],
      rows: rows.map(({ name, sql, stoppedBy, otherwise }) => [
        `${text(name)}<br>${code(sql)}`,
        STOPPED_BY[stoppedBy] + (otherwise === undefined ? '' : `. Without it: ${text(otherwise)}`),
      ]),
    })),
    {
      name: 'In more than one statement',
      head: ['a plugin tries', 'ends with'],
      rows: Object.values(SCENARIOS).map(({ name, limit }) => [text(name), text(limit)]),
    },
    {
      name: 'Statements that PostgreSQL cannot interrupt',
      head: ['a plugin tries', 'it would take', 'stopped by'],
      rows: Object.entries(ENDLESS).map(([name, { sql, takes, refusedBy }]) => [
        `${text(name)}<br>${code(sql.replace(/\s+/g, ' '))}`,
        takes,
        ENDED_BY[refusedBy],
      ]),
    },
  ],
};

const fetches: AttackTable = {
  title: 'Fetch',
  about: `The manifest of a plugin lists \`api.example.com\` and \`*.files.example.com\`. Each row is refused without a
connection to its target. Further tests change the answer of the name server between two calls, mix private and public addresses,
and delay bodies, handshakes and name servers for longer than the ten seconds of a call.`,
  tests: ['walls/fetch', 'walls/weakened'],
  themes: [
    ...grouped(fetchRows, ({ stoppedBy }) => stoppedBy).map(([stop, rows]) => ({
      name: FETCH_STOPS[stop],
      head: ['a plugin asks for', 'with'],
      rows: rows.map(({ name, url, init, address }) => [
        text(name),
        [code(url), init && code(init), address && `at ${code(address)}`].filter(Boolean).join(' '),
      ]),
    })),
    {
      name: 'Written to the channel itself',
      head: ['a plugin says', 'outcome'],
      rows: lieRows.map(({ name, outcome }) => [
        text(name),
        outcome === 'ended' ? 'its process is ended' : 'refused without a lookup',
      ]),
    },
    {
      name: 'Headers that are not sent',
      rows: Object.keys(HELD_HEADERS).map((name) => [code(name)]),
    },
  ],
};

const headers: AttackTable = {
  title: 'Headers',
  about: `The headers that the gateway removes from a request before a plugin sees it, and the headers of a plugin's answer that
reach the caller. In a test over HTTP, a plugin echoes everything that it receives, and no credential is in it.`,
  tests: ['gateway/headers', 'gateway/gateway', 'walls/weakened'],
  themes: [
    { name: 'Never reach a plugin', rows: WITHHELD_HEADERS.map((name) => [code(name)]) },
    {
      name: 'Answered by the plugin at /t/acme/crm',
      head: ['a plugin answers', 'the caller receives'],
      rows: ANSWER_HEADERS.map(([name, value, passed]) => [
        code(`${name}: ${value}`),
        passed === undefined ? 'nothing' : code(passed),
      ]),
    },
  ],
};

const packages: AttackTable = {
  title: 'Packages',
  about: `A hand-made tarball is sent directly to the API. Each row is refused, and the error names the entry and the rule. After all
rows, the server has stored no row and no file, and its memory has stayed within 100 MiB of its idle size.`,
  tests: ['registry/hostile', '../../registry/test/hostile-packages', 'walls/weakened'],
  themes: [
    ...HOSTILE_THEMES.map(([name, rows]) => ({ name, rows: listed(rows.map(([what]) => what)) })),
    { name: 'By how they are sent, or how large they are', rows: listed(Object.values(SENDINGS)) },
  ],
};

const breakage: AttackTable = {
  title: 'Breakage',
  about: `A plugin fails. Its caller receives an error with the cause within the time limit of a route (10 seconds). If the process
was ended, the log of the installation says why. The installation answers the requests that follow.`,
  tests: ['walls/breakage', 'walls/neighbours', 'plugin-host/breakage', 'soak/soak'],
  themes: [
    {
      name: 'In a request',
      head: ['a plugin that', 'its caller receives'],
      rows: breakageRows.map(({ name, status }) => [text(name), String(status)]),
    },
    { name: 'Over several requests', rows: listed(Object.values(BREAKAGE_SCENARIOS)) },
  ],
};

const crash: AttackTable = {
  title: 'Crash',
  about: `The server, or PostgreSQL with all its processes, is killed (\`SIGKILL\`) just before a step is recorded as
done or undone. A killed server is restarted on the same folder. A killed PostgreSQL is restarted by the server. Then the change
is finished or rolled back, and nothing is left over. Further tests fill the disk and mount the data folder read-only, and
\`npm run soak\` kills the server and PostgreSQL repeatedly at random.`,
  tests: ['operations/crash', 'registry/publish-crash', 'storage'],
  themes: [
    ...Object.entries(STEPS).map(([change, steps]) => killedAt(`${capital(change)}, killed at`, steps)),
    ...Object.entries(UNDONE).map(([change, steps]) =>
      killedAt(`${capital(change)} that fails and is rolled back, killed at`, steps),
    ),
    { name: 'Publishing, with the server killed', rows: listed(Object.values(PUBLISH_MOMENTS)) },
  ],
};

/** A row for each step and each process that is killed there. */
function killedAt(name: string, steps: readonly string[]): Theme {
  return {
    name,
    head: ['step', 'killed'],
    rows: steps.flatMap((step) => Object.values(KILLED).map((killed) => [text(step), killed])),
  };
}

const pooling: AttackTable = {
  title: 'Pooling',
  about: `${POOLED.requests.toLocaleString('en')} requests of ${POOLED.tenants} tenants, of ${Object.keys(POOLED.kinds).length} mixed kinds, go
through PgBouncer in transaction mode; \`npm test\` sends a hundredth of them. No tenant receives a row, a role or a
setting of another. At the end, every row is counted and is in its tenant.`,
  tests: ['walls/pooling'],
  themes: [{ name: 'Kinds of requests', rows: listed(Object.values(POOLED.kinds)) }],
};

const controlGroups: AttackTable = {
  title: 'Control groups',
  about: `If cgroup v2 was delegated to the server, the kernel limits each sandbox as a whole. Few machines delegate a group to the
user who runs tests, so the rows run in a small virtual machine with Debian's kernel. The native program runs in its control group
alone, without the other walls.`,
  tests: ['walls/control-group'],
  themes: [
    {
      name: 'Resources',
      head: ['a plugin tries to take', 'ends with'],
      rows: CONTROL_GROUP_ROWS.map(({ name, limit }) => [text(name), text(limit)]),
    },
  ],
};

export const ATTACK_TABLES: readonly AttackTable[] = [
  escapes,
  native,
  modules,
  controlGroups,
  channel,
  database,
  fetches,
  headers,
  packages,
  breakage,
  crash,
  pooling,
];

export const anchorOf = (title: string): string => title.toLowerCase().replaceAll(' ', '-');

export const rowsOf = ({ themes }: AttackTable): number =>
  themes.reduce((sum, { rows }) => sum + rows.length, 0);

/** The path of a test file in the repository. */
export const testFile = (test: string): string =>
  test.startsWith('../../') ? `${test.slice('../../'.length)}.test.ts` : `control-plane/test/${test}.test.ts`;
