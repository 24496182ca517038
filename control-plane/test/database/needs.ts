/** What a plugin's owner makes, and what its statements do with it: PostgreSQL needs functions for each of these. */
export const MADE = `
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN positive AS int CHECK (value > 0);
CREATE TYPE pair AS (a int, b text);
CREATE TABLE people (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  number bigint GENERATED ALWAYS AS IDENTITY,
  serial serial,
  name varchar(40) NOT NULL CHECK (length(name) > 0 AND name !~ '[<>]'),
  mood mood DEFAULT 'ok',
  age positive,
  pair pair,
  tags text[] DEFAULT '{}',
  extra jsonb DEFAULT '{}',
  born date,
  during tstzrange,
  place point,
  price numeric(12, 2),
  upper_name text GENERATED ALWAYS AS (upper(name)) STORED,
  shown text GENERATED ALWAYS AS (name || '!') VIRTUAL,
  search tsvector GENERATED ALWAYS AS (to_tsvector('english', name)) STORED,
  made timestamptz NOT NULL DEFAULT now(),
  EXCLUDE USING gist (during WITH &&)
);
CREATE INDEX ON people (lower(name) text_pattern_ops) WHERE age > 3;
CREATE INDEX ON people USING gin (search);
CREATE INDEX ON people USING gin (tags);
CREATE INDEX ON people USING gin (extra jsonb_path_ops);
CREATE INDEX ON people USING gist (place);
CREATE INDEX ON people USING spgist (name);
CREATE INDEX ON people USING brin (made);
CREATE INDEX ON people USING hash (born);
CREATE TABLE letters (id int PRIMARY KEY, person uuid REFERENCES people ON DELETE CASCADE, at timestamptz) ;
CREATE TABLE by_hash (id int, text text) PARTITION BY HASH (id);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE by_range (at date, text text) PARTITION BY RANGE (at);
CREATE TABLE by_range_old PARTITION OF by_range FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
CREATE TABLE by_range_rest PARTITION OF by_range DEFAULT;
CREATE TABLE by_list (kind text, text text) PARTITION BY LIST (kind);
CREATE TABLE by_list_a PARTITION OF by_list FOR VALUES IN ('a', 'b');
CREATE TABLE loose (id int, text text);
INSERT INTO loose VALUES (1, 'x');
ALTER TABLE by_hash DETACH PARTITION by_hash_1;
ALTER TABLE by_hash ATTACH PARTITION by_hash_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE VIEW adults AS SELECT name, extract(year FROM age(born)) AS years FROM people WHERE age >= 18;
CREATE MATERIALIZED VIEW counted AS SELECT mood, count(*) AS n FROM people GROUP BY mood;
CREATE SEQUENCE steps START 5;
SELECT setval('steps', 9);
INSERT INTO people (name, age, tags, born) VALUES ('Ann', 30, '{a,b}', '1990-01-01'), ('Bob', 4, '{b}', '2020-02-29');
ALTER TABLE people ALTER price TYPE bigint USING round(price), ADD CHECK (price IS NULL OR price BETWEEN 0 AND 1000);
COMMENT ON TABLE people IS 'people';
`;

/** Statements of requests, in the order in which they run. */
export const ASKED: readonly string[] = [
  `INSERT INTO people (name, age, pair, during, place, extra) VALUES ('Cy', 20, (1, 'x'), '[2020-01-01,2021-01-01)', '(1,2)', '{"a": [1, 2, {"b": "c"}]}') RETURNING id, serial, number, upper_name, shown`,
  `INSERT INTO letters SELECT 1, id, now() FROM people WHERE name = 'Ann' ON CONFLICT (id) DO UPDATE SET at = excluded.at`,
  `INSERT INTO by_hash SELECT n, 'x' FROM generate_series(1, 20) n`,
  `UPDATE by_hash SET text = text || 'y', id = id + 1 WHERE id % 2 = 0`,
  `INSERT INTO by_hash_0 SELECT id, text FROM by_hash_0 LIMIT 1`,
  `INSERT INTO by_range VALUES ('2010-05-05', 'old'), ('2030-05-05', 'new')`,
  `UPDATE by_range SET at = at + interval '20 years'`,
  `INSERT INTO by_list VALUES ('a', 'x')`,
  `MERGE INTO loose USING (VALUES (1, 'y'), (2, 'z')) v (id, text) ON loose.id = v.id
     WHEN MATCHED THEN UPDATE SET text = v.text WHEN NOT MATCHED THEN INSERT VALUES (v.id, v.text)`,
  `SELECT * FROM people WHERE name LIKE 'A%' OR name ILIKE '%b' ESCAPE '\\' OR name SIMILAR TO '(A|B)%' OR name ~* '^c'`,
  `SELECT * FROM people WHERE lower(name) LIKE 'a%' AND age > 3`,
  `SELECT * FROM people WHERE age IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) OR name NOT IN ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10')`,
  `SELECT * FROM people WHERE age = ANY ('{1,2,30}') AND (name, age) > ('A', 1) AND (name, age) IS DISTINCT FROM ('A', 1)`,
  `SELECT * FROM adults JOIN people USING (name) FULL JOIN counted USING (mood) ORDER BY years NULLS FIRST`,
  `SELECT mood, count(*), sum(price), avg(age), max(name), string_agg(name, ', ' ORDER BY name), array_agg(DISTINCT age),
     count(*) FILTER (WHERE age > 3), percentile_cont(0.5) WITHIN GROUP (ORDER BY age), mode() WITHIN GROUP (ORDER BY mood),
     bool_and(age > 1), json_agg(name), range_agg(during), stddev(age), every(age > 0)
   FROM people GROUP BY GROUPING SETS ((mood), ()) HAVING count(*) > 0`,
  `SELECT row_number() OVER w, lag(name) OVER w, sum(age) OVER (ORDER BY age RANGE BETWEEN 3 PRECEDING AND CURRENT ROW),
     count(*) OVER (ORDER BY made RANGE BETWEEN '1 day' PRECEDING AND CURRENT ROW), ntile(2) OVER w FROM people WINDOW w AS (ORDER BY name)`,
  `WITH RECURSIVE n AS (SELECT 1 AS i UNION SELECT i + 1 FROM n WHERE i < 5) CYCLE i SET looped USING path SELECT * FROM n`,
  `SELECT DISTINCT ON (mood) mood, name FROM people UNION (SELECT mood, 'x' FROM people INTERSECT SELECT mood, name FROM people EXCEPT SELECT mood, 'y' FROM people)`,
  `SELECT extract(epoch FROM made), date_trunc('day', made), made AT TIME ZONE 'UTC', made::date + 1, (made, made) OVERLAPS (made, interval '1 day'),
     now() - interval '3 days', current_date, localtimestamp, to_char(made, 'YYYY'), born - '2000-01-01'::date FROM people`,
  `SELECT substring(name FROM 1 FOR 2), substring(name SIMILAR 'A#"n#"_' ESCAPE '#'), position('n' IN name), trim(BOTH 'A' FROM name), overlay(name PLACING 'x' FROM 1),
     name COLLATE "C", normalize(name), name IS NORMALIZED, '2'::text::int, 3::text, '1.5'::text::numeric, 'a'::text::mood, greatest(name, 'a'), coalesce(name, 'x') FROM people WHERE name <> 'a' AND false`,
  `SELECT '2'::text::int, '2020-01-01'::text::date, '[1]'::text::jsonb, 1::text || 'a', 1.5::float8::text, 'happy'::text::mood, '(1,x)'::text::pair, '7'::text::positive, '{a}'::text::text[], '[1,2)'::text::int4range`,
  `SELECT name FROM people WHERE search @@ websearch_to_tsquery('english', 'ann') ORDER BY ts_rank(search, to_tsquery('ann'))`,
  `SELECT tags || 'c'::text, tags @> '{a}', tags && '{b}', tags[1:2], unnest(tags), array_length(tags, 1), ARRAY[1, 2] = '{1,2}', age = ALL (ARRAY[1, 2]) FROM people`,
  `SELECT extra -> 'a', extra ->> 'a', extra #> '{a,2,b}', extra @> '{"a": [1]}', extra ? 'a', extra || '{"z": 1}', extra - 'a', extra['a'][0], jsonb_path_query_first(extra, '$.a[2].b') FROM people`,
  `SELECT JSON_OBJECT('a' VALUE 1 ABSENT ON NULL WITH UNIQUE KEYS), JSON_ARRAY(1, 'a'), JSON('{"a": 1}'), JSON_SCALAR(3), JSON_SERIALIZE('{}' RETURNING bytea), '{}' IS JSON OBJECT,
     JSON_EXISTS(extra, '$.a'), JSON_VALUE(extra, '$.a[0]' RETURNING int DEFAULT 3 ON ERROR), JSON_QUERY(extra, '$.a' WITH WRAPPER) FROM people`,
  `SELECT JSON_OBJECTAGG(name VALUE age), JSON_OBJECTAGG(name VALUE age ABSENT ON NULL), JSON_OBJECTAGG(name VALUE age WITH UNIQUE KEYS), JSON_OBJECTAGG(name VALUE age ABSENT ON NULL WITH UNIQUE KEYS),
     JSON_OBJECTAGG(name VALUE age ABSENT ON NULL WITH UNIQUE KEYS RETURNING jsonb), JSON_ARRAYAGG(name), JSON_ARRAYAGG(name ABSENT ON NULL RETURNING jsonb) FROM people`,
  `SELECT j.* FROM people, JSON_TABLE(extra, '$.a[*]' COLUMNS (n FOR ORDINALITY, v text PATH '$')) j`,
  `SELECT during * tstzrange(now(), null), during @> now(), lower(during), place <-> point(0, 0), place <@ box '(2,2),(0,0)', '10.0.0.1'::inet << '10.0.0.0/8' FROM people ORDER BY place <-> '(0,0)' LIMIT 2`,
  `SELECT nextval('steps'), currval('steps'), lastval()`,
  `UPDATE people SET mood = 'happy', tags = array_append(tags, 'z'), (price, age) = (SELECT 10, 40) WHERE mood < 'happy' RETURNING old.mood, new.mood`,
  `SELECT count(*) FROM people a JOIN people b ON a.name = b.name AND a.born IS NOT DISTINCT FROM b.born WHERE EXISTS (SELECT FROM letters l WHERE l.person = a.id)`,
  `SELECT count(*) FROM generate_series(1, 100000) a JOIN generate_series(1, 100000) b ON a = b WHERE a NOT IN (SELECT n FROM generate_series(1, 1000) n)`,
  `SELECT * FROM people FOR UPDATE SKIP LOCKED`,
  `SELECT t, row_to_json(t), t IS NULL, t.pair = t.pair, (t.pair).a, num_nulls(t.age) FROM people t`,
  `DELETE FROM people WHERE name = 'Ann'`,
];
