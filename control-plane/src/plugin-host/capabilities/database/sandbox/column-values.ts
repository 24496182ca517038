import { readArray } from './array-text.ts';

/** Makes of PostgreSQL's text of one value what a plugin gets; the SDK's `Database` says the same to authors. */
export type ReadValue = (text: string) => unknown;

const asIs: ReadValue = (text) => text;

const number: ReadValue = (text) => {
  const value = Number(text);
  // JSON has no NaN, no infinity and no -0: a plugin may answer with what it read, and nothing gets lost.
  return Number.isFinite(value) ? value + 0 : text;
};

const integer: ReadValue = (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
};

/** `2026-11-21 03:00:47.5+00` becomes `2026-11-21T03:00:47.5Z`; `infinity` and years before Christ stay as they are. */
const time: ReadValue = (text) => {
  if (text.length < 19 || text.endsWith('BC')) return text;
  const iso = text.replace(' ', 'T');
  const offset = /[+-]\d\d(:\d\d)?$/.exec(iso);
  if (!offset) return iso;
  if (offset[0] === '+00') return `${iso.slice(0, -3)}Z`;
  return offset[1] ? iso : `${iso}:00`;
};

/** What may be a number that becomes -0 or infinite. */
const UNUSUAL_NUMBER = /-0(?:\.0*)?(?![.\d])|\d[eE][+-]?\d{3}|\d{209}/;

/** Such numbers become what JSON can say: 0, and null for infinity. */
const json: ReadValue = (text) => {
  const value: unknown = JSON.parse(text);
  return UNUSUAL_NUMBER.test(text) ? JSON.parse(JSON.stringify(value)) : value;
};

/** By object id of the type in PostgreSQL's own catalogue (pg_type.dat): they never change. */
const READERS = new Map<number, ReadValue>([
  [16, (text) => text === 't'],
  [17, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))],
  [20, integer],
  [21, Number],
  [23, Number],
  [26, Number],
  [114, json],
  [700, number],
  [701, number],
  [1114, time],
  [1184, time],
  [3802, json],
]);

/** Array type → type of its elements. Arrays of other types, such as enums, come as PostgreSQL writes them. */
const ELEMENTS = new Map<number, number>([
  [1000, 16],
  [1016, 20],
  [1005, 21],
  [1007, 23],
  [1028, 26],
  [199, 114],
  [1021, 700],
  [1022, 701],
  [1115, 1114],
  [1185, 1184],
  [3807, 3802],
  // Read as text: char, name, text, bpchar, varchar, uuid, date, time, timetz, interval, numeric.
  [1002, 25],
  [1003, 25],
  [1009, 25],
  [1014, 25],
  [1015, 25],
  [2951, 25],
  [1182, 25],
  [1183, 25],
  [1270, 25],
  [1187, 25],
  [1231, 25],
]);

export function valueReader(type: number): ReadValue {
  const element = ELEMENTS.get(type);
  if (element === undefined) return READERS.get(type) ?? asIs;
  const read = READERS.get(element) ?? asIs;
  return (text) => readArray(text, read);
}
