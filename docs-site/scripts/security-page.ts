// Writes the security pages. All counts and lists come from the tables that the tests run.
import { ALLOWED, RULED } from '../../control-plane/src/plugin-host/sandbox/seccomp/allowed-calls.ts';
import { DATABASE_ROWS, SCENARIOS, type DatabaseRow } from '../../control-plane/test/walls/database-rows.ts';
import { escapeRows } from '../../control-plane/test/walls/escape-rows.ts';
import { nativeRows } from '../../control-plane/test/walls/rows/native.ts';
import { HELD, nodeRows, TAKEN_DOWN } from '../../control-plane/test/walls/taken-down-rows.ts';
import { WEAKENED, type Weakened } from '../../control-plane/test/walls/weakened-rows.ts';
import { anchorOf, ATTACK_TABLES, rowsOf, testFile, type AttackTable, type Theme } from './attack-tables.ts';
import { code, table, text, writePages } from './markdown.ts';

const tableLink = (title: string): string => `[${title}](/security/attacks/#${anchorOf(title)})`;
const listOf = (rows: readonly { name: string }[]): string =>
  rows.map(({ name }) => `- ${text(name)}`).join('\n');

/** Long lists are folded. The site's search still finds what they contain. */
const folded = (summary: string, body: string): string =>
  `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;

const kernelOnly = escapeRows.filter(({ deniedBy }) => !deniedBy.node);
const nodeOnly = escapeRows.filter(({ deniedBy }) => !deniedBy.kernel);
const stoppedBy = (what: DatabaseRow['stoppedBy']) => DATABASE_ROWS.filter((row) => row.stoppedBy === what);

const takenDown = TAKEN_DOWN.map(({ name, rows }) =>
  folded(
    `Without ${text(name)}: ${rows.length} of the ${nodeRows.length} rows that Node's wall denies get through`,
    rows.map((row) => `- ${text(row)}`).join('\n'),
  ),
).join('\n\n');

/**
 * The rows that get through without a part of a wall, folded.
 *
 * @param shown formats a row; in plain text an address becomes a link
 */
const lost = ({ name, rows }: Weakened, shown = text): string =>
  folded(
    `If ${name}, ${rows.length} more ${rows.length === 1 ? 'row gets' : 'rows get'} through`,
    rows.map((row) => `- ${shown(row)}`).join('\n'),
  );

const overview = `A plugin is somebody else's code. Plexica is designed so that you need not trust it. This page describes the threat model, the
walls around a plugin, what each of them stops and does not stop, and how you can check them. It is generated from the tables that
the tests run, and names only attacks that the tests try:
${ATTACK_TABLES.reduce((sum, each) => sum + rowsOf(each), 0)} rows in ${ATTACK_TABLES.length} tables, all listed under [Attacks](/security/attacks/).

In short, on Linux with bubblewrap:

- A plugin's process has no network, no files except its own bundle and Node, no view of other processes, and no privileges.
- Its only way out is a request that the server makes for it, to a host in its manifest.
- Its SQL runs as a database role that reaches one schema.
- It never sees the credentials of callers.
- When it fails, other plugins are not affected.

**Without bubblewrap, none of this holds against malicious code.** Read [Without the kernel wall](#without-the-kernel-wall) before you run a server there.

## Can I allow plugins of strangers?

Yes, if all of this is true and the protection described here is enough for you:

1. **Linux with bubblewrap**, with current security updates. On the machine of the server, \`plexica doctor\` reports no problem for
   "Isolation of plugins", and \`walls.kernel\` and \`walls.seccomp\` of \`/readyz\` are \`true\`. \`walls.why\` does not mention a missing
   \`prlimit\` or \`nice\`. Threads are limited if \`walls.users\` is \`true\` too, or if control groups are delegated.
2. **\`PLEXICA_SANDBOX=strict\`**, so that plugins stop running if the kernel wall is ever missing.
3. **Memory**: 320 MiB for each installation in use, and room for a process that takes 1 GiB between two checks.
   **Processors** that can be shared: plugins have no limit of processor time.
4. **Disk** that is monitored: a plugin's tables have no quota.
5. **Network**: you know the hosts under \`access.network\` in each manifest, and accept that they receive what the plugin sees.
   \`PLEXICA_FETCH_PRIVATE\` is not set, or lists nothing that a plugin must not call. A proxy with TLS is in front of the server.
6. **Backups** of the database, of the secret (\`PLEXICA_SECRET\`, or the file \`secret\` in the data folder: the database cannot be used
   without it) and of the packages (\`PLEXICA_BLOBS\`). A plugin can delete all of its own rows, also in an update.

The remaining risks are listed under [What is trusted](#what-is-trusted-and-not-defended) and [Known limits](#known-limits).

## Threat model

### Who is hostile

| attacker | can try everything that | is stopped by |
| --- | --- | --- |
| a plugin's code | JavaScript can do in its process, including any bytes on its channel | the [kernel wall](#the-kernel-wall), [Node's wall](#nodes-wall), the [channel](#the-channel) |
| a plugin's SQL | PostgreSQL understands, in migrations, lifecycle methods and requests | [parser, roles and limits](#the-database) |
| a plugin's requests to the outside | a URL, a name server or a redirect can express | the [checks of \`ctx.fetch\`](#the-outside) |
| a plugin's answers | HTTP can carry to a browser | the [gateway](#the-caller) |
| a package | a tarball can contain, before any of its code runs | the [registry](#the-registry) |
| a caller | can be sent with another tenant's token, a token with fewer permissions, or none | the [gateway](#the-caller) |

### What is protected

- The machine: its files, processes, network and users.
- The rows, names and configuration of other tenants, of other plugins in the same tenant, and of the platform.
- The credentials of callers.
- The registry and its packages.
- The memory, connections and answers that others need, by limits. Processor time and disk space are shared without limits: see
  [Known limits](#known-limits).

### What is trusted, and not defended

- **The kernel**, bubblewrap, PostgreSQL and its parser, and Node on the server's side. A vulnerability of the kernel is a hole in
  the wall, so install its security updates. A vulnerability of V8 gets a plugin only as far as the kernel wall.
- **The operator**: anyone who can read the data folder (secret, administrator's token), the server's user and root, superusers of
  the database, and holders of tokens with the scope \`platform\`. Nothing is protected from them.
- **The person who installs a plugin** for a tenant. The plugin receives its whole schema there, its configuration, and the hosts in
  its manifest. It can send everything that it reads to any of those hosts. The same is true for the person who accepts an update that
  asks for more access. Both need \`installations.write\` in the tenant.
- **The network in front.** The server speaks plain HTTP. TLS is the task of a proxy in front of it.
- **Side channels.** Plugins share processor, caches and disk with each other and with the server, and can learn from timing. If that
  matters to you, run separate servers on separate machines.
- **Misuse of what is allowed.** A plugin can fill its own tables (there is no quota), keep a processor busy at low
  priority, and return nonsense. [Limits of requests](/guides/operating/#limits-of-requests) restrict callers, not plugins.

## The walls

### The kernel wall

Each active installation has its own process. Bubblewrap gives it separate user, process, mount, IPC, network, UTS and, if
the kernel has them, cgroup namespaces. It removes all capabilities and mounts only Node, its libraries, the bootstrap and the
bundle, all read-only. There is no \`/proc\`, no \`/dev\`, no writable folder and no environment. The process ends with its server.

A filter of system calls (seccomp) allows the ${ALLOWED.length + RULED.length} calls that Node needs to run a plugin, ${RULED.length} of them with certain arguments only. They
include no socket, no new process, and no memory outside the limits. Every other call fails as if the kernel did not
have it. A call through another interface (32 bits, x32) ends the process. \`execve\` must be allowed, because bubblewrap uses it to
start Node. It can only start a file of the sandbox, behind the same filter and in the same namespaces.
The list is in \`control-plane/src/plugin-host/sandbox/seccomp/allowed-calls.ts\`, for x64 and arm64.

If the server runs as root, each running sandbox has its own user id, from 2,100,000,000 on, or from 60,578 on in a
container with few ids (\`setpriv\`, without new privileges). The kernel limits a user to 32 threads and processes, and its other
limits for users also count for one plugin. Servers claim ids in blocks, so that two servers on one machine use different ids.
Servers in separate network namespaces cannot see each other and choose at random among 262,144 blocks.
If the server does not run as root, all plugins run as its user, and only control groups limit their threads.

**It stops** everything that leaves the process: sockets, name lookups, files, other processes, signals, programs. With the kernel wall
alone, without Node's wall, ${escapeRows.length - nodeOnly.length} of ${escapeRows.length} rows of ${tableLink('Escapes')} are still denied.

**It does not stop** what a process does to itself. Only Node's wall denies the other ${nodeOnly.length} rows:

${listOf(nodeOnly)}

Native code tries ${nativeRows.length} things in a sandbox. ${nativeRows.filter(({ deniedBy }) => deniedBy.length === 1).length} of them are stopped by only one mechanism; ${tableLink('Native')} explains for each
why that is enough. A sandbox cannot create user namespaces, in which it would have all privileges. (Bubblewrap before 0.8 cannot
forbid this itself; the filter does.)

**To check:** run \`plexica doctor\` or \`plexica-server walls\` on the machine of the server. Both start a sandbox and report why
it fails, if it does. A server does the same when it starts and reports the result under \`walls\` of \`/readyz\`. With
\`PLEXICA_SANDBOX=strict\`, no plugin runs without this wall.

\`\`\`json
{
  "kernel": true,
  "seccomp": true,
  "users": true,
  "node": true,
  "why": "bubblewrap isolates plugins with kernel namespaces and a system call filter (seccomp)"
}
\`\`\`

**Without it,** ${kernelOnly.length} rows get through. The tests expect exactly these:

${listOf(kernelOnly)}

The list is short because Node's wall denies the known attacks. Do not rely on that: unknown ones exist.

### Node's wall

Node's permission model is active in the process. Addons, \`node:sqlite\`, \`node:ffi\` and the signal that opens the inspector are
disabled.
A bootstrap then removes what the model leaves: signals, other users, priorities, \`eval\` and functions created from text, \`node:vm\`,
flags of V8, reports. Functions that describe the machine (its name, addresses, memory, load, users) return neutral values. What is
removed keeps its form, so that packages can wrap it or assign to it. ${tableLink('Modules')} lists what a plugin can do with
each module of Node. Text can still become code where Node loads modules: through a \`data:\` URL, hooks or
\`Module.prototype._compile\`. That code has the same privileges as the plugin.

If the manifest asks for \`access.codeGeneration\` and the person who installs the plugin accepts it, the plugin keeps \`eval\` and
functions created from text, behind the kernel wall only. The tests try all other rows of ${tableLink('Escapes')} in this mode too. They get no further.

Node's own documentation says that the model does not protect from malicious code, and we agree. It stops accidents and known
attacks. It is a second wall, never the first.

**To check:** it is always active; \`walls.node\` of \`/readyz\` is \`true\`.

**Without it** and without the kernel wall, first one part at a time and then all of it:

${takenDown}

The other ${HELD.length} rows are denied in every case, so they show nothing about these two walls. They are denied by how the process is started
(another user, no environment, no descriptors, a read-only bundle, limits of memory), or because this version of Node does not
do it at all:

${HELD.map((row) => `- ${text(row)}`).join('\n')}

### The channel

A process communicates with the server over one socket pair on descriptor 3, and in no other way. A frame has at most 1 MiB. Messages
are checked field by field. Bodies are sent in chunks of 64 KiB with flow control, and the server stops reading from a
process with more than 4 MiB queued. The server never reads the tenant, the installation or the role of a call from a
message: it knows them itself.

**It stops** each row of ${tableLink('Channel')} by ending the process. **It does not stop** a plugin from asking
for what it is allowed, as often as its limits permit.

${lost(WEAKENED.shapes)}

### The database

There are six layers, one behind the other.

**The parser.** PostgreSQL's own parser reads each statement before the database does. It allows SELECT, INSERT, UPDATE, DELETE,
MERGE and VALUES, names without a schema, listed functions, and at most 64 KiB. Migrations have their own list. Its task is to keep a
plugin from learning that others exist. Without the parser, nothing refuses ${stoppedBy('parser').length} of the ${DATABASE_ROWS.length} statements of
${tableLink('Database')}; the table says for each what it would reveal or do. The other ${Object.keys(SCENARIOS).length} rows are
scenarios of several statements.

${folded(`The ${stoppedBy('parser').length} statements that only the parser stops`, listOf(stoppedBy('parser')))}

${lost(WEAKENED.parser)}

**The roles.** Each installation has two roles. The owner runs migrations, \`onInstall\` and \`onUpdate\`. Everything else runs as the
run-time role, which can read and write rows of its own schema and has no other right. Neither is a member of another role, and the
platform's role is not a superuser. ${stoppedBy('both').length} statements are stopped by the parser and by the roles; ${stoppedBy('roles').length} pass the parser and are stopped by the roles only.

${folded(`The ${stoppedBy('roles').length} statements that only the roles stop`, listOf(stoppedBy('roles')))}

${lost(WEAKENED.ownerRole)}

${lost(WEAKENED.ownerRoleAndParser)}

**The rights of PUBLIC.** By default, PostgreSQL lets every role call nearly all of its functions and read its catalogs: connected
users and their queries, locks, settings, names. In a prepared database, only superusers, the platform's role and members of
\`pg_monitor\` can read PostgreSQL's tables and views, or call functions that no plugin needs: advisory locks, settings, notifications,
large objects, snapshots, and everything that runs SQL from a text. The list is read from the catalog of the running server, so that it
covers what a new version adds. Each start checks it. A plugin has no place where it could leave a row for another tenant's plugin.

${lost(WEAKENED.preparation)}

**The check of the schema.** After a migration, and after \`onInstall\` and \`onUpdate\`, the server reads the resulting schema. It rolls back
changes that would prevent the deletion of a member or a workspace, that grant rights to others, or that create anything except tables, views, indexes, sequences and types.
The parser refuses ${stoppedBy('parser and tables').length} of these statements too. It lets ${stoppedBy('tables').length} through, and some of those are harmless on their own.

**The limits.** Statements of the run-time role end after 9 seconds, and its transactions after 60 seconds, or after 10 when idle. The
owner's transactions, which run migrations, \`onInstall\` and \`onUpdate\`, end after 30 seconds and wait at most 5 for a lock. Their
statements have no limit of their own. The run-time role has at most 32 connections, four for each server, and the owner two. Temporary files end
at 512 MB, and a result at 10,000 rows, 1,000,000 values or 8 MiB. A process of the embedded PostgreSQL has at most 512 MiB of private memory if \`prlimit\` is
installed: a statement that takes more fails with \`53200\`, and the database continues. PostgreSQL has no such setting, so with your own
PostgreSQL you must limit its processes yourself (for example with \`LimitDATA=\` of systemd).
The server forwards rows as PostgreSQL wrote them, and the plugin's process decodes them. If that process does not
read, the server reads no more from PostgreSQL: it buffers about 256 KiB for each process, and closes the connection after 10 seconds.

**The watch over statements.** PostgreSQL ends a statement only where its code checks for that. Some functions and operators compare
all parts of two large values without such a check. \`soak/overruns\` measures every function and operator that a plugin
can use. The parser refuses those that plugins do not need. It cannot refuse others, such as LIKE and \`&&\` of arrays, because the
values are only known at run time. On the embedded PostgreSQL on Linux, a plugin's backends have a low priority, and a lower one
while they compute without a pause. A statement that continues two seconds after its time is stopped: the server tells the backend to end, and
two seconds later sends a signal that makes its loop fail. No other connection is affected. Until then, for about 13 seconds, or 35 in a migration, it uses a
part of one processor. **A PostgreSQL elsewhere has no such watch:** the server logs the processes that continue, and
the operator of the database ends them as described under [Statements that do not end](/guides/operating/#statements-that-do-not-end). Until
then, each of them uses one processor.

**They do not stop** a plugin that gets past the parser from changing its own role's settings or password. The next activation or
update restores them. And they do not separate the users of one tenant: a plugin sees all rows of its installation.

**To check:** a server refuses to start on a database whose role or rights are wrong, and says what is missing. \`plexica doctor\`
and \`plexica-server database\` report it too. See [how to prepare a database](/guides/operating/#a-postgresql-of-your-own).

The roles also work behind PgBouncer in transaction mode, as ${tableLink('Pooling')} shows. [A pooler](/guides/operating/#a-pooler)
describes the setup.

### The outside

A sandbox has no network. \`ctx.fetch\` asks the server to make a request. The server makes it over https, on port 443, to a
host in the manifest, at an address of the public internet. It resolves the name once and connects to that address. Lookups never block
other plugins and end with the call; a process can have four at a time. Loopback, private, link-local, metadata,
carrier-grade NAT, multicast and reserved addresses are refused, also when they are embedded in IPv6 addresses, unless an operator lists
them in \`PLEXICA_FETCH_PRIVATE\`. A redirect is a new request with the same checks, at most three times. Bodies have at most 10 MiB. A call
ends after 10 seconds or with the request that it belongs to. Eight calls can run at a time.

**It stops** each row of ${tableLink('Fetch')}. **It does not stop** a plugin from sending what it knows to a host
in its manifest. An operator accepts these hosts before an installation. The server refuses an update that adds
a host or a public route until an operator accepts the difference: [Access and consent](/reference/access/).

${lost(WEAKENED.addresses)}

### The caller

The gateway checks the caller, the tenant, the installation and the permission before it calls a plugin. The plugin receives
the request without credentials and forwarding headers. Of its answer, only listed headers reach the caller, and \`Location\` must stay below the
plugin's own prefix. \`Content-Security-Policy: sandbox; default-src 'none'\` and \`X-Content-Type-Options: nosniff\` make sure that a page
from a plugin has no origin, scripts or cookies. ${tableLink('Headers')} has both lists.

**It does not stop** a plugin from returning false data, or from showing one caller what another has sent.
By default, public routes accept 300 calls a minute from one address without a token.

${lost(WEAKENED.headersOfRequests, code)}

${lost(WEAKENED.headersOfAnswers, code)}

### The registry

The server inspects every package as untrusted before it becomes a version, no matter who sends it. **It stops** each row of
${tableLink('Packages')}. **It does not stop** malicious code in a valid package. The other walls do that.

${lost(WEAKENED.names)}

Downloading code requires a token, unless the operator sets \`PLEXICA_REGISTRY=public\`. Web pages of other origins can never read code.
They can read metadata only if \`PLEXICA_CORS_ORIGINS\` lists their origin. Otherwise any web page could read the plugins on a
developer's machine or in an intranet.

### Breaking

A process has 128 MiB for JavaScript objects, 1 GiB of private memory, 320 MiB of resident memory (checked every second), 128
descriptors, 32 threads if it has its own user, no core files, and a nice value of 10, or 19 while it never rests. A route must send the
first byte of its answer within ten seconds. If a process exceeds a limit, hangs or crashes, it is ended and replaced, with pauses of up to
30 seconds. Callers who can read its log (\`logs.read\`) see the reason. ${tableLink('Breakage')} lists
what was tested, and ${tableLink('Crash')} what happens when the server itself is killed.

## Without the kernel wall

On macOS and Windows, without bubblewrap, and in containers that forbid user namespaces, there is no kernel wall. A plugin
that gets past Node's wall there has the privileges of the server's user. If the server runs as root, it has those of a separate user,
which requires \`setpriv\`: without it, a server that runs as root runs no plugin at all. Somebody must trust the code:

| who | how | valid for |
| --- | --- | --- |
| the platform's administrator | published it with the administrator's own token | that version |
| the caller | published the version and installs it | that installation |
| the caller | installs or updates with \`--trust\` | that version in that installation |
| an operator of the platform | \`plexica plugins trust <plugin>\`, until \`plexica plugins distrust <plugin>\` | all its versions, everywhere |

The server checks this at each request and at each start of a process, not only at the installation. It refuses code that nobody trusts with
[\`trust_needed\`](/reference/errors/#trust_needed), even if the kernel wall was there yesterday. A server that listens beyond loopback has
\`PLEXICA_SANDBOX=strict\` unless you set \`auto\`. With \`strict\`, trust does not count, and no plugin runs without the kernel wall.

## Known limits

- **The filter of system calls** requires x64 or arm64 and a kernel with \`CONFIG_SECCOMP_FILTER\`. Without it, code that makes arbitrary
  system calls can reach the kernel's interface for unprivileged processes. For that, it first needs a vulnerability of Node
  or V8. \`walls.seccomp\` of \`/readyz\` is \`false\` then, and \`plexica doctor\` warns.
- **A user for each sandbox** requires a server that runs as root, and unused ids. The server checks \`/etc/subuid\`, \`/etc/passwd\`, \`/etc/login.defs\`
  and \`/proc/self/uid_map\`, but no directory service. If no id is free, all plugins share one user. \`walls.users\` is
  \`false\` then, and \`walls.why\` gives the reason.
- **Control groups need delegation.** The server limits memory, processes and processor time of each sandbox by cgroup v2 if a
  group was delegated to it: with \`Delegate=yes\` of systemd, or in a container with a writable \`/sys/fs/cgroup\`. Otherwise, memory
  is limited by \`prlimit\`, V8's own limit and a check of the resident size once a second. Between two checks a process can take up
  to 1 GiB, and processor time has no limit. \`walls.limits\` of \`/readyz\`, \`plexica status\` and \`plexica doctor\` show which
  of the two applies.
- **No other kernel wall.** A Kubernetes sandbox around the whole server (a RuntimeClass such as gVisor or Kata) does not count as
  one. It protects the machine from the server and its plugins, but not the server from the plugins.
- **\`nice\` and \`prlimit\`** are used if they are installed (Debian: \`coreutils\`, \`util-linux\`). Otherwise plugins
  run without these limits, and \`walls.why\` of \`/readyz\` and \`plexica doctor\` say so.
- **No limit for all plugins together.** Each active installation in use has a process, and a second one while a lifecycle method runs
  or an update tries the next version. After an update to a version \`-dev.N\`, a sandbox waits up to five minutes for the next one, at most four
  of them on a server. An idle process ends after five minutes: plan memory for all installations that are used within that time.
- **Processor time is shared.** A plugin in a loop only uses the time that others leave: its priority drops when it has not rested for
  0.2 seconds. This needs Linux's autogroups, which do not work across containers with their own share of the
  processor. There, a plugin in a loop has the same priority as the others. \`npm run soak -- --only neighbours\`
  asserts that beside one loop per processor another plugin's p95 at most doubles and stays under 100 ms.
- **Disk is shared.** A plugin can fill the database with its own rows. The server survives a full disk: it refuses changes
  with [\`storage_full\`](/reference/errors/#storage_full) until there is room.

## Run the tables yourself

In a clone of the repository, on the machine and with the kernel that you plan to use:

\`\`\`sh
npm run build
cd control-plane
npx mocha --spec test/walls/escape.test.ts
\`\`\`

| table | rows | run by |
| --- | --- | --- |
${ATTACK_TABLES.map((each) => `| ${tableLink(each.title)} | ${rowsOf(each)} | ${each.tests.map((test) => code(testFile(test))).join(', ')} |`).join('\n')}

The tests also remove walls to see what gets through. \`control-plane/test/walls/escape.test.ts\` and \`taken-down.test.ts\` remove the
kernel wall and Node's wall, and \`database.test.ts\` the parser. \`weakened.test.ts\` removes parts of walls, in a server that is
otherwise the same:

| if | in the table | more rows that get through |
| --- | --- | --- |
${Object.values(WEAKENED)
  .map(({ table, name, rows }) => `| ${text(name)} | ${tableLink(table)} | ${rows.length} |`)
  .join('\n')}

The tests assert each of these lists completely: one row more or less is a failure. Without the parser, the rows that only the parser
stops get through as well. For breakage, crashes and pooling no wall is removed: each row asserts the outcome itself.

Tests that need bubblewrap, PgBouncer or the right to listen on port 443 are skipped by name if these are missing. In continuous
integration, they fail instead. Tests that only root can run are skipped for other users.
\`npm run soak\` continues with longer, random tests, which are seeded and resumable.
`;

function theme({ name, head, rows }: Theme): string {
  const body = head === undefined ? rows.map(([cell]) => `- ${cell}`).join('\n') : table(head, rows);
  return folded(`${name}: ${rows.length}`, body);
}

function section(each: AttackTable): string {
  return `## ${each.title}

${each.about}

${rowsOf(each)} rows, run by ${each.tests.map((test) => code(testFile(test))).join(', ')}.

${each.themes.map(theme).join('\n\n')}`;
}

writePages(
  [
    {
      path: 'security/index',
      title: 'Security',
      description:
        'The threat model, the walls around a plugin, and what each of them stops and does not stop.',
      body: overview,
    },
    {
      path: 'security/attacks',
      title: 'Attacks',
      description: 'All attacks that the tests try, and the walls that deny them.',
      body: `The attacks and faults of plugins, packages and callers that the tests try against a real server, one row each.
[Security](/security/) describes the walls and what they do not stop.

${table(
  ['table', 'rows', 'by theme'],
  ATTACK_TABLES.map((each) => [
    `[${each.title}](#${anchorOf(each.title)})`,
    String(rowsOf(each)),
    each.themes.map(({ name, rows }) => `${name} (${rows.length})`).join('; '),
  ]),
)}

${ATTACK_TABLES.map(section).join('\n\n')}
`,
    },
  ],
  'security',
);
