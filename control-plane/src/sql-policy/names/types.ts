/**
 * Built-in types that a plugin's SQL can name, by chapters of the PostgreSQL manual (section 8), and their arrays. All
 * others are refused: types that look up names in the system catalogues (`regclass` and similar), rows of catalogues,
 * pseudo-types, internal types, XML, because its functions are also refused, and paths and polygons, because their
 * operators compare all points with each other and cannot be interrupted.
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
