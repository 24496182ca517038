// Writes the page about access and consent from the rules that compare the access of two versions.
import { accessRules } from '@plexica/registry';
import { capital, code, table, text, writePages } from './markdown.ts';

/** Keys of the built manifest that authors know under another name. */
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
    description: 'What a plugin asks for, who accepts it, and when an update asks for more.',
    body: `A plugin can only use its own tables, unless its manifest asks for more. A person accepts this access before the plugin is
installed, and again when an update asks for more than the installed version.

## Who decides

Anyone with the permission \`installations.write\` in the tenant. The people who can install a plugin also decide about its updates.
To see the plan on a terminal, they need \`installations.read\` as well.

## At an installation

On a terminal, \`plexica install\` shows the publisher of the plugin, the access that it asks for, the permissions and roles that it
offers, and its dependencies. It asks for confirmation before it changes anything. Without prompts (no terminal, \`--json\`, \`CI\`), a
plugin that asks for access is not installed, and the exit code is 9. \`--yes\` accepts the access.

Over HTTP, \`POST …/plugins/actions/plan\` shows the same. If an install request has \`acceptAccess\`, it is refused when the plugins
ask for anything that the list does not contain. Without \`acceptAccess\`, the request accepts everything that they ask for.

## At an update

An update that asks for more access is refused with [\`access_change\`](/reference/errors/#access_change) until it is accepted:

\`\`\`sh
plexica update crm --tenant acme                        # shows the difference and asks
plexica update crm@1.0.1 --tenant acme --accept-access  # accepts it in a script
\`\`\`

\`--yes\` alone does not accept more access. The command stops with exit code 9, lists the difference and prints the command that
accepts it.

Over HTTP, the error lists the difference in \`access\`. Send the items that you accept in \`acceptAccess\`:

\`\`\`json
{
  "range": "1.0.1",
  "acceptAccess": [{ "plugin": "crm", "key": "access.network", "value": "api.stripe.com" }]
}
\`\`\`

The list accepts only the items that it names. It does not accept a version with more access that is published in the meantime, or
the larger difference in a tenant whose installed version had less access. If the update installs new dependencies, you must accept
everything that they ask for, too.

The accepted access is stored with the operation that installs or updates.

## What counts as more

${table(['in the manifest', 'counts as more access'], counts)}

At a first installation, and for a new dependency, there is nothing to compare: all access, public routes, services and events
count. The comparison is always with the installed version. So going back to an older version with less access needs no consent, and
going forward again does.

The code behind a public route is not compared. It can change in every version.

## What never counts

${table(['in the manifest', 'why'], never)}
`,
  },
]);
