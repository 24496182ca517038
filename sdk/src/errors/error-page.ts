/**
 * Description of an error code.
 *
 * Exit codes: 1 unexpected, 2 bad usage or invalid input, 3 not logged in, 4 not allowed, 5 not found, 6 conflict,
 * 7 server unreachable or timed out, 8 a difference was found, 9 stopped by a gate.
 */
export interface ErrorPage {
  /** HTTP status of the problem. */
  status: number;
  /** Exit code of the command line. */
  exit: number;
  /** A short sentence without a full stop. */
  title: string;
  /** Why it happens. */
  cause: string;
  /** What to do next. */
  fix: string;
}
