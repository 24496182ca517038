import { ProtocolError } from '../../channel/check-message.ts';
import { count, shape, text, variants } from '../../channel/checks.ts';
import { type Capability, Refused } from '../capability.ts';
import {
  LIST_LIMIT,
  MEMBER_CALLS,
  type MemberMessage,
  type MembersAsk,
  type MembersRefusal,
} from './messages.ts';

/** Reads the members of tenants. */
export interface MemberReader {
  /** Members of a tenant by e-mail address, from the one after this address on. */
  list(tenant: string, page: { after: string; limit: number }): Promise<MemberMessage[]>;
  /** @param id uuid of the member */
  get(tenant: string, id: string): Promise<MemberMessage | undefined>;
}

const UUID = /^(?:member:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

class MembersRefused extends Refused {
  override readonly name = 'MembersRefused';

  get refusal(): MembersRefusal {
    return { message: this.message };
  }
}

/** `ctx.members` */
export function membersCapability(reader: MemberReader): Capability {
  return {
    name: 'members',
    check: variants({
      list: shape({ type: text, after: text, limit: count }),
      get: shape({ type: text, id: text }),
    }),
    open({ tenant, members: allowed }) {
      let open = 0;
      return {
        async serve({ ask, request }) {
          if (request.requestId === undefined)
            throw new MembersRefused('ctx.members: not available in lifecycle methods.');
          if (!allowed)
            throw new MembersRefused(
              'ctx.members: plexica.json does not ask for it; set "members" to "read" under access.',
            );
          if (open >= MEMBER_CALLS) throw new ProtocolError(`more than ${MEMBER_CALLS} calls at a time`);
          open += 1;
          try {
            return { result: { members: await read(reader, tenant, ask as MembersAsk) } };
          } finally {
            open -= 1;
          }
        },
      };
    },
  };
}

async function read(reader: MemberReader, tenant: string, ask: MembersAsk): Promise<MemberMessage[]> {
  if (ask.type === 'list') {
    const limit = Math.max(1, Math.min(ask.limit, LIST_LIMIT));
    return ask.after.includes('\0') ? [] : reader.list(tenant, { after: ask.after, limit });
  }
  const [, id] = UUID.exec(ask.id) ?? [];
  const member = id === undefined ? undefined : await reader.get(tenant, id);
  return member === undefined ? [] : [member];
}
