export type MembersAsk =
  /** Members by e-mail address. `after` is an address, or empty for the first. */
  | { type: 'list'; after: string; limit: number }
  /** One member by id, with or without the prefix of `ctx.user.id`. */
  | { type: 'get'; id: string };

export interface MemberMessage {
  id: string;
  name: string;
  email: string;
}

export interface MembersResult {
  members: MemberMessage[];
}

export interface MembersRefusal {
  message: string;
}

/** Members in one answer at most, which must fit into a frame of the channel. */
export const LIST_LIMIT = 500;

/** Calls that one process may have under way. */
export const MEMBER_CALLS = 8;
