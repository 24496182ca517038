/**
 * Built-in types that a plugin's SQL may name, by the chapters of PostgreSQL's manual (section 8); arrays of them too.
 * Not here, and so refused: types whose input looks names up in the system catalogues (`regclass` and the like), rows of
 * catalogues, pseudo-types, what is internal to the server, XML, whose functions are refused as well, and paths and
 * polygons, whose operators compare each point with each and cannot be interrupted.
 */
const LISTS = [
  // 8.1, 8.2 numbers and money
  'int2 int4 int8 numeric float4 float8 money',
  // 8.3, 8.4 text and bytes
  'text varchar bpchar char name bytea',
  // 8.5, 8.6 date and time, boolean
  'timestamp timestamptz date time timetz interval bool',
  // 8.8, 8.9 geometry and network addresses
  'point line lseg box circle inet cidr macaddr macaddr8',
  // 8.10 to 8.14 bits, text search, UUID, JSON
  'bit varbit tsvector tsquery uuid json jsonb jsonpath',
  // 8.16 rows
  'record',
  // 8.17 ranges
  `int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange
   tstzmultirange datemultirange`,
  // 8.19 of the system columns: a row's table, place and transaction
  'oid tid xid',
];

export const TYPES: ReadonlySet<string> = new Set(LISTS.flatMap((list) => list.split(/\s+/)));
