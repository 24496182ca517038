/** One request to the outside; a redirect that is followed is another. Its body belongs to the call. */
export interface FetchAsk {
  url: string;
  method: string;
  headers: [string, string][];
  /** Bytes of its body. */
  size: number;
}

/** The head of the answer, whose body follows as the stream of the call. */
export interface FetchResult {
  status: number;
  statusText: string;
  headers: [string, string][];
}

/**
 * `refused`: the guard does not let it out; `unreachable`: there is no connection, or it broke; `timeout`: it took longer
 * than 10 seconds; `too_large`: a body has more than 10 MiB.
 */
export type FetchErrorCode = 'refused' | 'unreachable' | 'timeout' | 'too_large';

export interface FetchRefusal {
  code: FetchErrorCode;
  message: string;
}

/** Calls that one process may have under way. */
export const FETCHES = 8;
