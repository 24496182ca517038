// Writes the pages about security; whatever they count or list is taken from the tables that the tests run.
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

/** Long lists are closed until somebody wants to read them; the search finds what is in them. */
const folded = (summary: string, body: string): string =>
  `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;

const kernelOnly = escapeRows.filter(({ deniedBy }) => !deniedBy.node);
const nodeOnly = escapeRows.filter(({ deniedBy }) => !deniedBy.kernel);
const stoppedBy = (what: DatabaseRow['stoppedBy']) => DATABASE_ROWS.filter((row) => row.stoppedBy === what);

const takenDown = TAKEN_DOWN.map(({ name, rows }) =>
  folded(
    `Without ${text(name)}: ${rows.length} of the ${nodeRows.length} rows that Node's wall denies get out`,
    rows.map((row) => `- ${text(row)}`).join('\n'),
  ),
).join('\n\n');

/**
 * What gets through without a piece of a wall, closed until somebody wants to read it.
 *
 * @param shown how a row is set; as text an address in it becomes a link
 */
const lost = ({ name, rows }: Weakened, shown = text): string =>
  folded(
    `Taken down: where ${name}, ${rows.length} more ${rows.length === 1 ? 'row gets' : 'rows get'} through`,
    rows.map((row) => `- ${shown(row)}`).join('\n'),
  );

const overview = `A plugin is somebody else's code. Plexica is built so that you need not trust it, and this page says how far that goes:
who is taken for an enemy, which walls stand, what each stops and does not stop, and how you see that it stands. It is
made from the tables that the tests run, and names no attack that they do not try:
${ATTACK_TABLES.reduce((sum, each) => sum + rowsOf(each), 0)} rows in ${ATTACK_TABLES.length} tables, all of them under [Attacks](/security/attacks/).

In one paragraph: on Linux with bubblewrap, a plugin's process has no network, no files but its own bundle and Node, no
view of other processes and no rights; its one way out is a request that the server makes for it, to a host that its
manifest names; its SQL runs as a database role that reaches one schema; it sees no caller's credential; and when it breaks,
it breaks alone. **Without bubblewrap, count on none of this against code that means harm.** Read [Without the kernel wall](#without-the-kernel-wall) before you run a server there.

## May I allow plugins of strangers here?

When all of this holds, and what this page says suffices for you:

1. **Linux with bubblewrap**, patched. \`plexica doctor\` on the machine of the server has nothing against
   "Isolation of plugins", and \`walls.kernel\` and \`walls.seccomp\` of \`/readyz\` are \`true\`. \`walls.why\` there names no missing
   \`prlimit\` or \`nice\`. Threads have a limit where \`walls.users\` is \`true\` too, or control groups are delegated.
2. **\`PLEXICA_SANDBOX=strict\`**, so that no plugin runs on a day on which the wall does not stand.
3. **Memory**: 320 MiB for each installation in use, and room for one that takes 1 GiB between two looks at it.
   **Processors** that may be shared: their time has no limit.
4. **Disk** that somebody watches: a plugin's tables have no quota.
5. **Network**: you know the hosts under \`access.network\` of each plugin's manifest and may tell them what the plugin sees.
   \`PLEXICA_FETCH_PRIVATE\` is not set, or names nothing that a plugin must not call. A proxy with TLS is in front.
6. **Backups** of the database, of the secret (\`PLEXICA_SECRET\`, or the file \`secret\` in the data folder: without it the
   database cannot be used) and of the packages (\`PLEXICA_BLOBS\`). A plugin may delete all rows of its own, in an update too.

What remains is under [trusted, and not defended](#what-is-trusted-and-not-defended) and [Known limits](#known-limits).

## Threat model

### Who is hostile

| who | may try everything that | meets |
| --- | --- | --- |
| a plugin's code | JavaScript can do in a process of its own, octets of its channel included | the [kernel wall](#the-kernel-wall), [Node's wall](#nodes-wall), the [channel](#the-channel) |
| a plugin's SQL | PostgreSQL understands, in migrations, lifecycle methods and requests | [parser, roles and limits](#the-database) |
| a plugin's calls to the outside | a URL, a name server or a redirect can say | the [guard of \`ctx.fetch\`](#the-outside) |
| a plugin's answers | HTTP can carry to a browser | the [gateway](#the-caller) |
| a package | a tarball can hold, before any of its code runs | the [registry](#the-registry) |
| a caller | can be sent with another tenant's token, a smaller one or none | the [gateway](#the-caller) |

### What is protected

The machine: its files, processes, network and users. The rows, names and configuration of other tenants, of other
plugins in the same tenant, and of the platform. Credentials of callers. The registry and its
packages. The memory, connections and answers that others need, by limits; the time of processors and the disk are shared
without any, see [Known limits](#known-limits).

### What is trusted, and not defended

- **The kernel**, bubblewrap, PostgreSQL and its parser, and Node on the server's side. A hole in the kernel is a hole in
  the wall: keep it patched. A hole in V8 gets a plugin no further than the kernel wall.
- **The operator**: whoever can read the data folder (secret, administrator's token), whoever is the server's user or
  root, a superuser of the database, holders of tokens with the scope \`platform\`. None of them is kept from anything.
- **Who installs a plugin** for a tenant gives it that plugin's whole schema there, the configuration it is told, and
  the hosts that its manifest names. It may send whatever it reads to any of those hosts. The same holds for who accepts
  that an update asks for more access: both need \`installations.write\` in the tenant.
- **The network in front.** The server speaks plain HTTP; TLS is the business of a proxy before it.
- **Side channels.** Plugins share processor, caches and disk with each other and with the server. Nobody who measures
  timing is kept from learning from it. Where that matters, run servers on machines of their own.
- **Use of what it may use.** A plugin can fill its own tables (there is no quota), keep a processor busy at low
  priority, and answer nonsense. Callers with a token are not slowed down.

## The walls

### The kernel wall

Each active installation has a process of its own. Bubblewrap gives it user, process, mount, IPC, network, UTS and, where
the kernel has them, cgroup namespaces of its own, takes all capabilities away, and mounts nothing but Node, its libraries, the
bootstrap and the bundle, all read-only. There is no \`/proc\`, no \`/dev\`, no writable folder, no environment. The process
dies with its server.

A filter of system calls (seccomp) allows what Node needs to run a plugin, ${ALLOWED.length + RULED.length} calls, ${RULED.length} of them with some arguments only. There is no
socket, no new process and no memory that the limits do not count among them. Every other call fails as if the kernel did not
have it; a call by the numbers of another interface (32 bits, x32) ends the process. \`execve\` has to be allowed, since
bubblewrap starts Node by it; it can only start a file of the sandbox, behind the same filter and in the same namespaces.
The list is in \`control-plane/src/plugin-host/sandbox/seccomp/allowed-calls.ts\`, for x64 and arm64.

Where the server is root, each sandbox has a user id of its own while it runs, from 2,100,000,000 on, or from 60,578 on in a
container with few ids (\`setpriv\`, without new privileges). The kernel limits a user to 32 threads and processes, and what else
it counts for users is counted for one plugin. A server claims its ids in blocks, so that two servers of one machine have
different ones; servers in network namespaces of their own cannot see each other and choose at random among 262,144 blocks.
Where the server is not root, all plugins run as its user, and only control groups limit the number of their threads.

**It stops** whatever leaves the process: sockets, names, files, other processes, signals, programs. Behind it alone,
with Node's wall taken off, ${escapeRows.length - nodeOnly.length} of ${escapeRows.length} rows of ${tableLink('Escapes')} are still denied.

**It does not stop** what a process does to itself. The other ${nodeOnly.length} rows, which only Node's wall denies:

${listOf(nodeOnly)}

Of ${nativeRows.length} things that native code tries in a sandbox, ${nativeRows.filter(({ deniedBy }) => deniedBy.length === 1).length} are stopped by one of these alone; ${tableLink('Native')} says for each
why that is enough. A sandbox cannot make user namespaces of its own, in which it would have all rights (bubblewrap before 0.8 cannot
forbid it by itself; the filter does).

**To check:** \`plexica doctor\` or \`plexica-server walls\` on the machine of the server: both try it out, and say why
if it does not stand. A server tries it out when it starts, and says what it found under \`walls\` of \`/readyz\`. With
\`PLEXICA_SANDBOX=strict\` no plugin runs without it.

\`\`\`json
{
  "kernel": true,
  "seccomp": true,
  "users": true,
  "node": true,
  "why": "bubblewrap isolates plugins by namespaces of the kernel and a filter of system calls (seccomp)"
}
\`\`\`

**Taken down,** ${kernelOnly.length} rows get through, which the tests expect to, so that this list is exact:

${listOf(kernelOnly)}

That they are few speaks for Node's wall against the attacks that we know. It is no reason to do without this one.

### Node's wall

Inside, Node's permission model is on, without addons, \`node:sqlite\`, \`node:ffi\` and the signal that opens the inspector. A bootstrap
then takes away what that model leaves: signals, other users, priorities, \`eval\` and functions made of text, \`node:vm\`, flags of V8,
reports. What tells of the machine (its name, addresses, memory, load, users) is answered by values that tell nothing. What is
taken away keeps its form, so that packages may wrap it or assign to it. ${tableLink('Modules')} says for each module of Node what a
plugin may do with it. Text can still become code where Node loads modules: by a \`data:\` URL, by hooks, by
\`Module.prototype._compile\`. That code has no more rights than the plugin.

A plugin whose manifest asks for \`access.codeGeneration\`, and is installed by somebody who was asked, keeps \`eval\` and functions made of
text, behind the kernel wall only. All other rows of ${tableLink('Escapes')} are tried with it too, and get no further.

Node's own documentation calls the model no protection from malicious code, and so do we: it stops accidents and known
attacks, and it is the second wall and never the first.

**To check:** it always stands; \`walls.node\` of \`/readyz\` is \`true\`.

**Taken down** together with the kernel wall, one part at a time and then all of it:

${takenDown}

The other ${HELD.length} rows get out nowhere, so that they say nothing of these two walls. What the process is started with denies them
(another user, no environment, no descriptors, a bundle that it may not write, limits of memory), or this Node does not
do it at all:

${HELD.map((row) => `- ${text(row)}`).join('\n')}

### The channel

A process speaks with the server over one socket pair on descriptor 3, and in no other way. Frames have at most 1 MiB,
messages are checked field by field, bodies come in pieces of 64 KiB against credit, and the server stops reading a
process with more than 4 MiB waiting. It believes nothing: which tenant, installation and role a call is for, it knows itself.

**It stops** each row of ${tableLink('Channel')} by ending the process. **It does not stop** a plugin from asking
for what it may have, as often as its limits let it.

${lost(WEAKENED.shapes)}

### The database

Five things, one behind the other.

**The parser.** PostgreSQL's own parser reads each statement before the database does: SELECT, INSERT, UPDATE, DELETE,
MERGE and VALUES, names without a schema, listed functions, at most 64 KiB. Migrations have a list of their own. Its part is to keep
a plugin from learning that others exist. Taken down, ${stoppedBy('parser').length} of ${DATABASE_ROWS.length} statements of
${tableLink('Database')} are refused by nothing else; the table says beside each what that would bring. Its other ${Object.keys(SCENARIOS).length} rows are
scenarios of more than one statement.

${folded(`The ${stoppedBy('parser').length} that only the parser stops`, listOf(stoppedBy('parser')))}

${lost(WEAKENED.parser)}

**The roles.** Each installation has two roles. The owner runs migrations, \`onInstall\` and \`onUpdate\`; for everything
else there is the run-time role, which reads and writes rows of its own schema and has no other right. Neither is a member of any role, and the platform's role is no superuser.
${stoppedBy('both').length} statements are stopped by parser and roles alike; ${stoppedBy('roles').length} pass the parser and are stopped by the roles only.

${folded(`The ${stoppedBy('roles').length} that only the roles stop`, listOf(stoppedBy('roles')))}

${lost(WEAKENED.ownerRole)}

${lost(WEAKENED.ownerRoleAndParser)}

**The rights of everybody.** PostgreSQL lets every role call nearly all of its functions and read its catalogues: who is
connected and what is asked, locks, settings, names. In a prepared database no role but a superuser, the platform's and members of \`pg_monitor\`
can read a table or view of PostgreSQL, or call a function that no plugin needs: advisory locks, settings, notifications, large objects,
snapshots, whatever runs SQL from a text. What is taken away is read from the catalogue of the server at hand, so that it
includes what a new version brings, and each start checks it. It leaves a plugin no place where another tenant's plugin could find a row.

${lost(WEAKENED.preparation)}

**The look at the schema.** After a migration, and after \`onInstall\` and \`onUpdate\`, the server reads what the schema has become. It undoes
what would keep a member or a workspace from being deleted, grants rights to others, or makes anything but tables, views, indexes, sequences and types:
${stoppedBy('parser and tables').length} statements that the parser refuses too, and ${stoppedBy('tables').length} that it lets through, of which some are harmless by themselves.

**The limits.** Statements of the run-time role end after 9 seconds, its transactions after 60, or 10 when idle. The owner's
transactions, in which migrations, \`onInstall\` and \`onUpdate\` run, end after 30 seconds and wait at most 5 for a lock; their
statements have no limit of their own. The run-time role has at most 32 connections, four of each replica, and the owner two. Temporary files end
at 512 MB, a result at 10,000 rows, 1,000,000 values or 8 MiB. A process of the embedded PostgreSQL has at most 512 MiB of private memory where \`prlimit\` is
installed: a statement that takes more fails with \`53200\`, and the database goes on. A PostgreSQL of your own has no such limit, since
no setting of it is one: whoever operates it has to limit its processes (\`LimitDATA=\` of systemd, for example).
The server sends rows on as PostgreSQL wrote them, and the plugin's own process decodes them. While that process does not
read, the server reads no more from PostgreSQL: it keeps about 256 KiB for each process, and hangs up after 10 seconds.

**The watch over statements.** PostgreSQL ends a statement only where its code checks for that, and some functions and operators check
nothing while they compare two large values, each part with each. \`soak/overruns\` measures every function and operator that a plugin
may use. The parser refuses those that plugins can do without. It cannot refuse the others, such as LIKE and \`&&\` of arrays: what a
statement compares is only known once it runs. On the embedded PostgreSQL on Linux a plugin's backends have a low priority, lower still
once they calculate without rest, and a statement that goes on two seconds after its time is ended: the backend is told to end, and
two seconds later a signal makes its loop fail. Nobody else's connection is touched. Until then, for some 13 seconds, or 35 in a migration, it takes a
part of one processor. **A PostgreSQL elsewhere has no such watch:** the server logs the processes that run on, and
whoever operates the database ends them as [Statements that do not end](/guides/operating/#statements-that-do-not-end) says. Until
somebody does, each of them takes one of its processors.

**They do not stop** a plugin from changing its own role's settings or password where it gets past the parser: the next activation or
update restores them. And they do not tell the users of one tenant apart: a plugin sees all rows of its installation.

**To check:** a server does not start on a database whose role or rights are not as they must be, and says what is missing; \`plexica doctor\`
and \`plexica-server database\` say it too. [How to prepare one](/guides/operating/#a-postgresql-of-your-own).

Behind PgBouncer in transaction mode the roles hold too, as ${tableLink('Pooling')} shows; its set-up is under
[A pooler](/guides/operating/#a-pooler).

### The outside

A sandbox has no network. \`ctx.fetch\` asks the server to make a request, and the server makes it over https, on port 443, to a
host that the manifest names, at an address of the public internet. The name is resolved once and the connection made to that
address. Name servers are asked without a thread that others would wait for, and no longer than the call lasts, four names of a
process at a time. Loopback, private, link-local, metadata, carrier-grade NAT, multicast and reserved addresses are
refused, in IPv6 too and however they are wrapped in it, unless an operator lists them in \`PLEXICA_FETCH_PRIVATE\`.
A redirect is a new request and is checked as the first was, at most three times. Bodies end at 10 MiB, calls after 10
seconds or with the request they belong to; eight may be under way.

**It stops** each row of ${tableLink('Fetch')}. **It does not stop** a plugin from sending what it knows to a host
that its manifest names. An operator consents to these hosts before an installation, and the server refuses an update that names
more, or opens a route, until an operator accepts the difference: [Access and consent](/reference/access/).

${lost(WEAKENED.addresses)}

### The caller

The gateway knows the caller, the tenant, the installation and the permission before a plugin is asked. The plugin gets
the request without credentials and forwarding headers. Of its answer only listed headers pass; \`Location\` stays below the plugin's own
prefix; and \`Content-Security-Policy: sandbox; default-src 'none'\` with \`X-Content-Type-Options: nosniff\` leave a page that it
sends without origin, scripts and cookies. ${tableLink('Headers')} has both lists.

**It does not stop** a plugin from lying in what it answers, nor from telling one caller what another has sent it.
Routes that a plugin declares public take 300 calls a minute from one address without a token.

${lost(WEAKENED.headersOfRequests, code)}

${lost(WEAKENED.headersOfAnswers, code)}

### The registry

A package is inspected as a stranger's before it becomes a version, whoever sends it. **It stops** each row of
${tableLink('Packages')}. **It does not stop** bad code in a well-formed package; that is what the other walls are for.

${lost(WEAKENED.names)}

Nobody downloads code without a token, unless the operator sets \`PLEXICA_REGISTRY=public\`. Pages of other origins read no code at
all, and metadata only where \`PLEXICA_CORS_ORIGINS\` names their origin: otherwise any web page could read the plugins that a
developer's or an intranet's server has.

### Breaking

A process has 128 MiB for JavaScript objects, 1 GiB of private memory, 320 MiB of resident memory (looked at every second), 128
descriptors, 32 threads where it has a user of its own, no core files, and a nice value of 10; while it never rests its session has 19. A route has ten seconds for the first octet of its answer. A process that goes beyond, hangs
or crashes is ended, callers who may read its log (\`logs.read\`) are told why, and another is started, with pauses that grow to 30 seconds. ${tableLink('Breakage')} has
what was tried, ${tableLink('Crash')} what happens when the server itself is killed.

## Without the kernel wall

On macOS and Windows, without bubblewrap, and in containers that forbid user namespaces there is no kernel wall. A plugin
that gets past Node's wall there has the rights of the server's user; of a user of its own if the server is root, which
takes \`setpriv\`: where that is missing no plugin runs as root, whoever answers for it. Somebody has to answer for its code:

| who | how | holds for |
| --- | --- | --- |
| the platform's administrator | published it with the administrator's own token | that version |
| the caller | published the version and installs it | that installation |
| the caller | installs or updates with \`--trust\` | that version in that installation |
| an operator of the platform | \`plexica plugins trust <plugin>\`, until \`plexica plugins distrust <plugin>\` | all its versions, everywhere |

The server asks at each request and at each start of a process, not only at installation; whatever nobody answers for is refused with
[\`trust_needed\`](/reference/errors/#trust_needed), even where the wall stood yesterday. A server that listens beyond loopback has
\`PLEXICA_SANDBOX=strict\` unless it is told \`auto\`: then none of these counts, and without the kernel wall no plugin runs.

## Known limits

- **The filter of system calls** stands on x64 and arm64, on kernels with \`CONFIG_SECCOMP_FILTER\`. Where it does not, the kernel's
  interface for unprivileged processes can be reached by whoever makes system calls of his own choice, which takes a hole in Node
  or V8 first. \`walls.seccomp\` of \`/readyz\` is \`false\` then, and \`plexica doctor\` warns.
- **A user for each sandbox** needs a server that is root, and ids that nobody else has: \`/etc/subuid\`, \`/etc/passwd\`, \`/etc/login.defs\`
  and \`/proc/self/uid_map\` are asked, a directory service is not. Where none is free all plugins share one user; \`walls.users\` is
  \`false\` then, and \`walls.why\` says why.
- **Control groups need delegation.** The server limits memory, processes and processor time of each sandbox by cgroup v2 where a
  group was delegated to it: \`Delegate=yes\` of systemd, or a container with a writable \`/sys/fs/cgroup\`. Elsewhere memory
  is limited by \`prlimit\`, V8's own limit and a look at the resident size once a second; between two looks a process may take up
  to 1 GiB, and processor time has no limit. \`walls.limits\` of \`/readyz\`, \`plexica status\` and \`plexica doctor\` say which
  of the two is the case.
- **No other kernel wall.** A sandbox of Kubernetes around the whole server (a RuntimeClass such as gVisor or Kata) is not taken for
  one: it keeps the server and its plugins from the machine, and not the plugins from the server.
- **\`nice\` and \`prlimit\`** are used where they are installed (Debian: \`coreutils\`, \`util-linux\`). Where they are not, plugins
  run without these limits; \`walls.why\` of \`/readyz\` and \`plexica doctor\` say so.
- **No limit on all together.** Each active installation that is in use has a process, with another beside it while a lifecycle method runs
  or an update tries the next version. After an update to a version \`-dev.N\` a sandbox waits for the next one for five minutes, at most four
  of them on a server. Size the machine for as many as may be in use within five minutes, after which an idle one ends.
- **Processor time is shared.** A plugin that loops takes what others leave: its session is told to yield once it has not rested for
  0.2 seconds. That needs Linux's groups of sessions (autogroup), which do not reach into containers with a share of the processor of
  their own; there a plugin that loops is an equal of the others. \`npm run soak -- --only neighbours\`
  asserts that beside one loop per processor another plugin's p95 at most doubles and stays under 100 ms.
- **Disk is shared.** A plugin may fill the database with its own rows. A full disk is survived: changes are refused
  with [\`storage_full\`](/reference/errors/#storage_full) until there is room.

## Run the tables yourself

In a clone of the repository, on the machine and the kernel that you mean to use:

\`\`\`sh
npm run build
cd control-plane
npx mocha --spec test/walls/escape.test.ts
\`\`\`

| table | rows | run by |
| --- | --- | --- |
${ATTACK_TABLES.map((each) => `| ${tableLink(each.title)} | ${rowsOf(each)} | ${each.tests.map((test) => code(testFile(test))).join(', ')} |`).join('\n')}

Walls are taken down to see what gets through: the kernel wall and Node's wall by \`control-plane/test/walls/escape.test.ts\` and
\`taken-down.test.ts\`, the parser by \`database.test.ts\`, and by \`weakened.test.ts\` pieces of walls, in a server that differs in
nothing else:

| where | in the table | more rows that get through |
| --- | --- | --- |
${Object.values(WEAKENED)
  .map(({ table, name, rows }) => `| ${text(name)} | ${tableLink(table)} | ${rows.length} |`)
  .join('\n')}

The tests assert each of these lists as a whole, so that one row more or less fails. Rows that the parser alone stops come on top
where it is missing. For breakage, crashes and pooling nothing is taken down: there each row asserts the outcome itself.

Where bubblewrap, PgBouncer or the right to listen on port 443 is missing the tests that need it are skipped by name; in continuous
integration they fail. Those that only root can run are skipped for everybody else.
\`npm run soak\` goes on where they end: at length and at random, seeded and resumable.
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
        'The threat model, each wall between a plugin and the rest, what it stops and what it does not.',
      body: overview,
    },
    {
      path: 'security/attacks',
      title: 'Attacks',
      description: 'Every attack that the tests try, and what denies it.',
      body: `What a hostile or broken plugin, package or caller tries, each a row that the tests run against a real server. What
the walls are and what they do not stop is under [Security](/security/).

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
