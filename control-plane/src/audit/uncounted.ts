import { addressBlock } from '../limits/address-block.ts';
import type { AuditEntry } from '../http/audit-trail.ts';
import type { Counted } from './append.ts';
import { PLATFORM_CHAIN } from './head.ts';

/** Different callers and routes that are told apart in one minute. */
const TOLD_APART = 500;

/** Stands for the callers and routes beyond that. */
const OTHERS: Pick<AuditEntry, 'principal' | 'address' | 'action' | 'resource' | 'requestId'> = {
  principal: { id: 'others', name: 'others' },
  address: undefined,
  action: 'others',
  resource: 'others',
  requestId: undefined,
};

/** Counts requests that changed nothing, per minute, by caller, route, chain and error. */
export class Uncounted {
  #seen = new Map<string, Counted & { chain: string }>();

  /** @returns the entry to write now, if it is the first of its kind in this minute */
  add(chain: string, entry: AuditEntry): { chain: string; entry: AuditEntry } | undefined {
    const known = this.#seen.get(keyOf(chain, entry));
    if (known !== undefined) {
      known.count += 1;
      return undefined;
    }
    return this.#seen.size < TOLD_APART ? this.#addKind(chain, entry) : this.#addOther(entry);
  }

  /** @returns what was counted and not written, by chain. Begins a new minute */
  take(): Map<string, Counted[]> {
    const chains = new Map<string, Counted[]>();
    for (const { chain, entry, count } of this.#seen.values()) {
      if (count > 0) chains.set(chain, [...(chains.get(chain) ?? []), { entry, count }]);
    }
    this.#seen = new Map();
    return chains;
  }

  #addKind(chain: string, entry: AuditEntry): { chain: string; entry: AuditEntry } {
    this.#seen.set(keyOf(chain, entry), { chain, entry, count: 0 });
    return { chain, entry };
  }

  #addOther(entry: AuditEntry): { chain: string; entry: AuditEntry } | undefined {
    const chain = PLATFORM_CHAIN;
    const other = { ...entry, ...OTHERS, tenant: undefined };
    const known = this.#seen.get(keyOf(chain, other));
    if (known === undefined) return this.#addKind(chain, other);
    known.count += 1;
    return undefined;
  }
}

/** Callers without a token are told apart by address; one subscriber has a whole block of IPv6 addresses. */
function keyOf(chain: string, { principal, address, action, outcome, code }: AuditEntry): string {
  const caller = principal.id === 'anyone' ? addressBlock(address ?? '') : principal.id;
  return JSON.stringify([chain, caller, action, outcome, code]);
}
