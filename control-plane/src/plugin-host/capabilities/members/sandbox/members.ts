import type { Members } from '@plexica/sdk';
import { call, Refused, RequestOver } from '../../../bootstrap/calls.ts';
import type { Asking, Member } from '../../../bootstrap/member.ts';
import { LIST_LIMIT, type MembersAsk, type MembersRefusal, type MembersResult } from '../messages.ts';

/** `ctx.members`, which lifecycle methods do not have. */
export const members: Member = (asking) => (asking.lifecycle ? {} : { members: createMembers(asking) });

function createMembers(asking: Asking): Members {
  return {
    list: ({ after = '', limit = LIST_LIMIT } = {}) => ask(asking, { type: 'list', after, limit }),
    async get(id) {
      const [member] = await ask(asking, { type: 'get', id });
      return member;
    },
  };
}

/** The host serves a limited number of calls of a process at a time. */
let last: Promise<unknown> = Promise.resolve();

function ask(asking: Asking, what: MembersAsk): Promise<MembersResult['members']> {
  const answer = last.then(async () => {
    try {
      const { result } = await call<MembersResult>(asking, 'members', what, { signal: asking.signal });
      return result.members;
    } catch (reason) {
      throw toError(reason);
    }
  });
  last = answer.catch(() => undefined);
  return answer;
}

function toError(reason: unknown): unknown {
  if (reason instanceof Refused) return new Error((reason.refusal as MembersRefusal).message);
  return reason instanceof RequestOver ? new Error('ctx.members: the request has ended.') : reason;
}
