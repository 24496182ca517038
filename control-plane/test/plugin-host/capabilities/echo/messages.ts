export type EchoAsk =
  | { type: 'say'; text: string }
  /** The body comes back in capitals. */
  | { type: 'capitals' }
  /** Is never answered. */
  | { type: 'wait' };

export interface EchoResult {
  text: string;
  during: 'request' | 'lifecycle';
}

export interface EchoRefusal {
  reason: string;
}
