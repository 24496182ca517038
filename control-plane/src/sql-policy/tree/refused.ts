/** A violated rule for a plugin's SQL. */
export class Refused extends Error {
  readonly sqlstate: string;

  constructor(message: string, sqlstate = '42501') {
    super(message);
    this.sqlstate = sqlstate;
  }
}
