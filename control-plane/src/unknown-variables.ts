import { didYouMean } from '@plexica/registry';
import type { Issue } from '@plexica/sdk/errors';

const PREFIX = 'PLEXICA_';
/** Variables of the command line that share the prefix. */
const FOREIGN = ['PLEXICA_SERVER', 'PLEXICA_TOKEN', 'PLEXICA_CONTEXT', 'PLEXICA_TIMEOUT', 'PLEXICA_HOME'];

/**
 * What Kubernetes gives to every container for a Service whose name begins with `plexica`: addresses as Docker's links had
 * them. https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const SERVICE_LINK =
  /^PLEXICA_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;
const LINKED_ADDRESS = /^(?:tcp|udp|sctp):\/\//;

/** Variables by what is to be done with them. */
export interface SortedVariables {
  /** Those that may be read. */
  own: Record<string, string>;
  /** Misspelt ones of ours, which stop the start. */
  issues: Issue[];
  /** One sentence for each that is left unread. */
  warnings: string[];
}

/**
 * Sorts out what begins like our variables and is none of them. Surroundings such as Kubernetes set some of their own, so
 * only what looks like a slip of one of ours is an error.
 *
 * @param known names of our variables
 */
export function sortVariables(environment: NodeJS.ProcessEnv, known: readonly string[]): SortedVariables {
  const sorted: SortedVariables = { own: {}, issues: [], warnings: [] };
  const links: string[] = [];
  for (const [name, value = ''] of Object.entries(environment)) {
    if (value === '') continue;
    if (isServiceLink(name, value)) links.push(name);
    else if (known.includes(name) || !name.startsWith(PREFIX)) sorted.own[name] = value;
    else if (!FOREIGN.includes(name)) addUnknown(sorted, name, known);
  }
  if (links.length > 0) {
    sorted.warnings.push(
      `Ignored variables that Kubernetes sets for a Service (set enableServiceLinks: false to remove them): ${links.join(', ')}`,
    );
  }
  return sorted;
}

function isServiceLink(name: string, value: string): boolean {
  return (
    SERVICE_LINK.test(name) ||
    (name.startsWith(PREFIX) && name.endsWith('_PORT') && LINKED_ADDRESS.test(value))
  );
}

function addUnknown({ issues, warnings }: SortedVariables, name: string, known: readonly string[]): void {
  // Without the prefix, which would make every one of them look alike.
  const bare = (text: string): string => text.slice(PREFIX.length);
  const ours = [...known, ...FOREIGN].filter((each) => each.startsWith(PREFIX));
  const meant = didYouMean(bare(name), ours.map(bare)).replace('"', `"${PREFIX}`);
  if (meant === '') warnings.push(`Ignored ${name}: this version has no such variable`);
  else issues.push({ path: name, message: `is not a variable of this version${meant}` });
}
