// Writes the page about access and consent from the rules that decide what counts as more access.
import { accessRules } from '@plexica/registry';
import { capital, code, table, text, writePages } from './markdown.ts';

/** Keys of the built manifest under the names that authors know. */
const NAMES: Record<string, string> = { backend: 'routes, by decorators in the code' };

const nameOf = (key: string): string => NAMES[key] ?? code(key);
const rules = Object.entries(accessRules);
const counts = rules.flatMap(([key, { more }]) =>
  more === undefined ? [] : [[nameOf(key), text(capital(more))]],
);
const reasons = [...new Set(rules.flatMap(([, { never }]) => never ?? []))];
const never = reasons.map((reason) => {
  const keys = rules.filter(([, rule]) => rule.never === reason).map(([key]) => code(key));
  return [keys.join(', '), text(reason)];
});

writePages([
  {
    path: 'reference/access',
    title: 'Access and consent',
    description: 'What a plugin asks for, who accepts it, and what counts as more access in an update.',
    body: `A plugin gets its own tables and nothing else, unless its manifest asks for more. Somebody decides about that before
it is installed, and again when an update asks for more than the installed version.

## Who decides

Whoever holds \`installations.write\` in the tenant: who may install a plugin, and so decides what it may do there, decides
about its updates too. The plan that a terminal shows takes \`installations.read\` as well.

## At an installation

\`plexica install\` shows on a terminal who published the plugin, what it asks for, the permissions and roles that it offers, and
the plugins that come along, and asks before anything happens. Where nobody can be asked (no terminal, \`--json\`, \`CI\`),
a plugin that asks for access is not installed: exit code 9. \`--yes\` accepts what it asks for.

Over HTTP, \`POST …/plugins/actions/plan\` shows the same. A request to install that has \`acceptAccess\` is refused when the
plugins ask for anything else by then. Without \`acceptAccess\` it accepts whatever they ask for.

## At an update

An update that asks for more access is refused with [\`access_change\`](/reference/errors/#access_change) until it is accepted:

\`\`\`sh
plexica update crm --tenant acme                        # shows the difference and asks
plexica update crm@1.0.1 --tenant acme --accept-access  # accepts it in a script
\`\`\`

\`--yes\` alone does not accept more access: the command stops with exit code 9, lists the difference and prints the command that
accepts it.

Over HTTP, the problem lists the difference as \`access\`. Send the items that you accept as \`acceptAccess\`:

\`\`\`json
{
  "range": "1.0.1",
  "acceptAccess": [{ "plugin": "crm", "key": "access.network", "value": "api.stripe.com" }]
}
\`\`\`

The list names each thing, so that it covers nothing else: not a version with more access that is published in the meantime, and
not a tenant whose installed version had less. Everything that a plugin asks for which comes along with the update has to
be accepted as well.

What was accepted is stored with the operation that installs or updates.

## What counts as more

${table(['in the manifest', 'counts as more access'], counts)}

At a first installation, and for a plugin that comes along, there is no version before: all access and open routes, services and
events count. The comparison is with the installed version, so that going back to an older
version with less access needs no consent, and going forward again does.

What a route does that was open before is not compared: its code may do other things in every version.

## What never counts

${table(['in the manifest', 'why'], never)}
`,
  },
]);
