/** Operators that a plugin's SQL can use, by chapters of the PostgreSQL manual (section 9). */
const LISTS = [
  // 9.2, 9.3 comparison and mathematics
  '= <> < > <= >= + - * / % ^ |/ ||/ @ & | # ~ << >>',
  // 9.4, 9.7 strings and patterns
  '|| ^@ ~~ !~~ ~~* !~~* ~* !~ !~* ~<~ ~<=~ ~>~ ~>=~',
  // 9.11 geometry
  '@-@ @@ ## <-> @> <@ && &< &> <<| |>> &<| |&> <^ >^ ?# ?- ?| ?-| ?|| ~=',
  // 9.12 network addresses
  '<<= >>=',
  // 9.13 text search
  '!! @@@',
  // 9.16 JSON
  '-> ->> #> #>> ? ?& #- @?',
  // 9.20 ranges, 9.25 rows compared by their bytes
  '-|- *= *<> *< *> *<= *>=',
];

export const OPERATORS: ReadonlySet<string> = new Set(LISTS.flatMap((list) => list.split(/\s+/)));
