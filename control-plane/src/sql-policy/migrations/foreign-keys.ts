import { Refused } from '../tree/refused.ts';
import type { Fields } from '../tree/walk.ts';

/** Tables of the tenant that rows of a plugin can reference by their `id`. */
const CORE_TABLES = new Set(['members', 'workspaces']);
/** The parser's letters for ON DELETE actions. */
const CASCADE = 'c';
const SET_NULL = 'n';

/**
 * Plugins must not prevent the deletion of members or workspaces, so rows that reference them must not block it.
 *
 * @throws Refused
 */
export function checkForeignKeys(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) checkForeignKeys(item);
    return;
  }
  const fields = node as Fields;
  if (fields['contype'] === 'CONSTR_FOREIGN') checkForeignKey(fields);
  if (Array.isArray(fields['constraints'])) checkColumn(fields['constraints']);
  for (const key in fields) checkForeignKeys(fields[key]);
}

function checkForeignKey(fields: Fields): void {
  const { relname = '' } = (fields['pktable'] ?? {}) as { relname?: string };
  if (!CORE_TABLES.has(relname)) return;
  const columns = ((fields['pk_attrs'] ?? []) as { String?: { sval?: string } }[]).map(
    ({ String }) => String?.sval,
  );
  if (columns.length > 1 || (columns[0] ?? 'id') !== 'id') {
    throw new Refused(`A foreign key to ${relname} must reference its column id.`);
  }
  if (fields['fk_del_action'] !== CASCADE && fields['fk_del_action'] !== SET_NULL) {
    throw new Refused(`A foreign key to ${relname} requires ON DELETE CASCADE or ON DELETE SET NULL.`);
  }
  if (fields['deferrable'] === true) throw new Refused(`A foreign key to ${relname} cannot be deferrable.`);
}

/** The parts of one column: its foreign key and the other constraints are siblings. */
function checkColumn(constraints: { Constraint?: Fields }[]): void {
  const parts = constraints.flatMap(({ Constraint }) => (Constraint ? [Constraint] : []));
  const core = parts.find(
    ({ contype, pktable }) =>
      contype === 'CONSTR_FOREIGN' && CORE_TABLES.has((pktable as { relname?: string })?.relname ?? ''),
  );
  if (!core) return;
  const has = (...kinds: string[]) => parts.some(({ contype }) => kinds.includes(String(contype)));
  if (has('CONSTR_ATTR_DEFERRABLE', 'CONSTR_ATTR_DEFERRED')) {
    throw new Refused('A foreign key to members or workspaces cannot be deferrable.');
  }
  if (core['fk_del_action'] === SET_NULL && has('CONSTR_NOTNULL', 'CONSTR_PRIMARY')) {
    throw new Refused('A NOT NULL column cannot have ON DELETE SET NULL. Use ON DELETE CASCADE.');
  }
}
