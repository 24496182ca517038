/**
 * Built-in functions that a plugin's SQL can call, by chapters of the PostgreSQL manual (section 9). All others are
 * refused: those that run SQL from text, read files or catalogues, change settings, lock, sleep, notify, reveal details
 * of the server and its other users, or can run for hours without checking for interrupts, unless plugins need them
 * (`soak/overruns` finds those).
 */
const LISTS = [
  // 9.2, 9.18 comparison and conditions
  'num_nonnulls num_nulls coalesce nullif greatest least',
  // 9.3 mathematics
  `abs cbrt ceil ceiling degrees div erf erfc exp factorial floor gamma gcd lcm lgamma ln log log10 min_scale mod pi
   power pow radians round scale sign sqrt trim_scale trunc width_bucket random random_normal acos acosd acosh asin
   asind asinh atan atand atan2 atan2d atanh cos cosd cosh cot cotd sin sind sinh tan tand tanh`,
  // 9.4 strings
  `ascii bit_length btrim casefold char_length character_length chr concat concat_ws format initcap left length
   like_escape lower lpad ltrim md5 octet_length overlay parse_ident position quote_ident quote_literal quote_nullable regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
   regexp_split_to_array regexp_split_to_table regexp_substr repeat replace reverse right rpad rtrim
   similar_to_escape split_part starts_with string_to_array string_to_table strpos substr substring to_ascii to_bin
   to_hex to_oct translate unicode_assigned unistr upper text varchar char bpchar`,
  // 9.5, 9.6 bytes and bits
  `bit_count convert convert_from convert_to crc32 crc32c decode encode get_bit get_byte set_bit set_byte sha224
   sha256 sha384 sha512`,
  // 9.8, 9.9 formatting, date and time
  `to_char to_date to_number to_timestamp age clock_timestamp date_add date_bin date_part date_subtract date_trunc
   extract isfinite justify_days justify_hours justify_interval make_date make_interval make_time make_timestamp
   make_timestamptz now overlaps statement_timestamp timeofday timezone transaction_timestamp date timestamp
   timestamptz interval time`,
  // 9.10, 9.11 enums and geometry
  `enum_first enum_last enum_range area center circle diagonal diameter height line lseg point radius slope width box
   bound_box`,
  // 9.12 network addresses
  `abbrev broadcast cidr family host hostmask inet_merge inet_same_family macaddr8_set7bit masklen netmask network
   set_masklen`,
  // 9.13 text search
  `array_to_tsvector numnode phraseto_tsquery plainto_tsquery querytree setweight strip
   to_tsquery to_tsvector json_to_tsvector jsonb_to_tsvector ts_delete ts_filter ts_headline ts_rank ts_rank_cd
   tsquery_phrase tsvector_to_array websearch_to_tsquery`,
  // 9.14 identifiers
  'gen_random_uuid uuidv4 uuidv7 uuid_extract_timestamp uuid_extract_version',
  // 9.16 JSON
  `to_json to_jsonb array_to_json row_to_json json_build_array jsonb_build_array json_build_object jsonb_build_object
   json_object jsonb_object json_array_elements jsonb_array_elements json_array_elements_text
   jsonb_array_elements_text json_array_length jsonb_array_length json_each jsonb_each json_each_text jsonb_each_text
   json_extract_path jsonb_extract_path json_extract_path_text jsonb_extract_path_text json_object_keys
   jsonb_object_keys json_populate_record jsonb_populate_record json_populate_recordset jsonb_populate_recordset
   jsonb_populate_record_valid json_to_record jsonb_to_record json_to_recordset jsonb_to_recordset jsonb_set
   jsonb_set_lax jsonb_insert json_strip_nulls jsonb_strip_nulls jsonb_path_exists jsonb_path_match jsonb_path_query
   jsonb_path_query_array jsonb_path_query_first jsonb_path_exists_tz jsonb_path_match_tz jsonb_path_query_tz
   jsonb_path_query_array_tz jsonb_path_query_first_tz jsonb_pretty json_typeof jsonb_typeof`,
  // 9.17 sequences
  'nextval currval setval lastval',
  // 9.19, 9.20 arrays and ranges
  `array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position array_positions
   array_prepend array_remove array_replace array_reverse array_sample array_shuffle array_sort array_to_string
   array_upper cardinality trim_array unnest isempty lower_inc lower_inf upper_inc upper_inf range_merge multirange
   int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange
   tsmultirange tstzmultirange datemultirange`,
  // 9.21, 9.22 aggregates and windows
  `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or count every json_agg jsonb_agg json_agg_strict
   jsonb_agg_strict json_object_agg jsonb_object_agg json_object_agg_strict jsonb_object_agg_strict
   json_object_agg_unique jsonb_object_agg_unique max min range_agg range_intersect_agg string_agg sum corr covar_pop
   covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev
   stddev_pop stddev_samp variance var_pop var_samp mode percentile_cont percentile_disc rank dense_rank percent_rank
   cume_dist row_number ntile lag lead first_value last_value nth_value`,
  // 9.25 set returning functions, 9.24 row comparison
  'generate_series generate_subscripts',
];

export const FUNCTIONS: ReadonlySet<string> = new Set(LISTS.flatMap((list) => list.split(/\s+/)));
