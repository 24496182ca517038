import pg from 'pg';

/** Turns PostgreSQL's text of one column into what crosses the channel; the SDK's `Database` says the same to authors. */
export interface ColumnReader {
  read: (text: string) => unknown;
  /** Whether values are octets, as base64. */
  bytes?: true;
}

const asIs: ColumnReader = { read: (text) => text };

const number = (text: string): unknown => {
  const value = Number(text);
  // JSON has neither NaN nor infinity.
  return Number.isFinite(value) ? value : text;
};

const integer = (text: string): unknown => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
};

/** `2026-11-21 03:00:47.5+00` becomes `2026-11-21T03:00:47.5Z`; `infinity` and years before Christ stay as they are. */
const time = (text: string): unknown => {
  if (text.length < 19 || text.endsWith('BC')) return text;
  const iso = text.replace(' ', 'T');
  const offset = /[+-]\d\d(:\d\d)?$/.exec(iso);
  if (!offset) return iso;
  if (offset[0] === '+00') return `${iso.slice(0, -3)}Z`;
  return offset[1] ? iso : `${iso}:00`;
};

/** By object id of the type in PostgreSQL's own catalogue (pg_type.dat): they never change. */
const READERS = new Map<number, ColumnReader>([
  [16, { read: (text) => text === 't' }],
  [17, { read: (text) => Buffer.from(text.slice(2), 'hex').toString('base64'), bytes: true }],
  [20, { read: integer }],
  [21, { read: Number }],
  [23, { read: Number }],
  [26, { read: Number }],
  [114, { read: JSON.parse }],
  [700, { read: number }],
  [701, { read: number }],
  [1114, { read: time }],
  [1184, { read: time }],
  [3802, { read: JSON.parse }],
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

/** `text[]`, which `pg` names only by its number. */
const TEXT_ARRAY: number = 1009;
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the list of pg lacks arrays
const readArray = pg.types.getTypeParser(TEXT_ARRAY) as unknown as (text: string) => unknown[];

export function columnReader(type: number): ColumnReader {
  const element = ELEMENTS.get(type);
  if (element !== undefined) {
    const { read } = READERS.get(element) ?? asIs;
    return { read: (text) => deep(readArray(text), read) };
  }
  return READERS.get(type) ?? asIs;
}

function deep(values: unknown[], read: (text: string) => unknown): unknown[] {
  return values.map((value) => {
    if (Array.isArray(value)) return deep(value, read);
    return value === null ? null : read(value as string);
  });
}
