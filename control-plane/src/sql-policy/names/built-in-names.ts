// Generated from the catalogue of the embedded PostgreSQL by `npm run docs`. Do not edit.

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Functions that accept one argument and so can be written like a column of it. */
export const BUILT_IN_FUNCTIONS = words(`
  abbrev abs aclexplode aclitemin aclitemout acos acosd acosh age amvalidate any_in any_out any_value
  anyarray_in anyarray_out anyarray_send anycompatible_in anycompatible_out anycompatiblearray_in
  anycompatiblearray_out anycompatiblearray_send anycompatiblemultirange_out anycompatiblenonarray_in
  anycompatiblenonarray_out anycompatiblerange_out anyelement_in anyelement_out anyenum_in anyenum_out
  anymultirange_out anynonarray_in anynonarray_out anyrange_out area array_agg array_dims array_ndims array_out
  array_reverse array_send array_shuffle array_sort array_to_json array_to_tsvector ascii asin asind asinh atan
  atand atanh avg binary_upgrade_logical_slot_has_caught_up binary_upgrade_set_next_array_pg_type_oid
  binary_upgrade_set_next_heap_pg_class_oid binary_upgrade_set_next_heap_relfilenode
  binary_upgrade_set_next_index_pg_class_oid binary_upgrade_set_next_index_relfilenode
  binary_upgrade_set_next_multirange_array_pg_type_oid binary_upgrade_set_next_multirange_pg_type_oid
  binary_upgrade_set_next_pg_authid_oid binary_upgrade_set_next_pg_enum_oid
  binary_upgrade_set_next_pg_tablespace_oid binary_upgrade_set_next_pg_type_oid
  binary_upgrade_set_next_toast_pg_class_oid binary_upgrade_set_next_toast_relfilenode
  binary_upgrade_set_record_init_privs bit_and bit_count bit_length bit_or bit_out bit_send bit_xor bitnot
  bittypmodin bittypmodout bool bool_and bool_or boolin boolout boolsend box box_center box_in box_out box_send
  bpchar bpcharout bpcharsend bpchartypmodin bpchartypmodout brin_bloom_summary_in brin_bloom_summary_out
  brin_bloom_summary_send brin_minmax_multi_summary_in brin_minmax_multi_summary_out
  brin_minmax_multi_summary_send brin_summarize_new_values broadcast btequalimage btrim btvarstrequalimage
  bytea byteain byteaout byteasend cardinality casefold cash_in cash_out cash_send cash_words cbrt ceil ceiling
  center char char_length character_length charin charout charsend chr cidin cidout cidr cidr_in cidr_out
  cidr_send cidsend circle circle_center circle_in circle_out circle_send concat concat_ws cos cosd cosh cot
  cotd count crc32 crc32c cstring_in cstring_out cstring_send cume_dist current_schemas current_setting currval
  date date_in date_out date_send datemultirange daterange_canonical dcbrt degrees dense_rank dexp diagonal
  diameter dlog1 dlog10 dround dsqrt dtrunc enum_first enum_last enum_out enum_range enum_send erf erfc
  event_trigger_in event_trigger_out every exp factorial family fdw_handler_in fdw_handler_out first_value
  float4 float4abs float4in float4out float4send float4um float4up float8 float8_avg float8_corr
  float8_covar_pop float8_covar_samp float8_regr_avgx float8_regr_avgy float8_regr_intercept float8_regr_r2
  float8_regr_slope float8_regr_sxx float8_regr_sxy float8_regr_syy float8_stddev_pop float8_stddev_samp
  float8_var_pop float8_var_samp float8abs float8in float8out float8send float8um float8up floor
  fmgr_c_validator fmgr_internal_validator fmgr_sql_validator format gamma gin_clean_pending_list
  gist_translate_cmptype_common gtsvectorin gtsvectorout hash_aclitem hash_array hash_multirange hash_numeric
  hash_range hash_record hashbool hashbpchar hashbytea hashchar hashcid hashdate hashenum hashfloat4 hashfloat8
  hashinet hashint2 hashint4 hashint8 hashmacaddr hashmacaddr8 hashname hashoid hashoidvector hashtext hashtid
  hashxid hashxid8 height host hostmask index_am_handler_in index_am_handler_out inet_in inet_out inet_send
  inetnot initcap int2 int2abs int2in int2int4_sum int2not int2out int2send int2um int2up int2vectorin
  int2vectorout int2vectorsend int4 int4abs int4in int4inc int4multirange int4not int4out int4range_canonical
  int4send int4um int4up int8 int8_avg int8abs int8dec int8in int8inc int8multirange int8not int8out
  int8range_canonical int8send int8um int8up internal_in interval interval_hash interval_out interval_send
  interval_um intervaltypmodin intervaltypmodout is_normalized isclosed isempty isfinite ishorizontal isopen
  isvertical json_agg json_agg_strict json_array_elements json_array_elements_text json_array_length
  json_build_array json_build_object json_each json_each_text json_extract_path json_extract_path_text json_in
  json_object json_object_keys json_out json_send json_strip_nulls json_to_record json_to_recordset json_typeof
  jsonb_agg jsonb_agg_strict jsonb_array_elements jsonb_array_elements_text jsonb_array_length
  jsonb_build_array jsonb_build_object jsonb_delete jsonb_each jsonb_each_text jsonb_extract_path
  jsonb_extract_path_text jsonb_hash jsonb_in jsonb_object jsonb_object_keys jsonb_out jsonb_pretty jsonb_send
  jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof jsonpath_in jsonpath_out jsonpath_send
  justify_days justify_hours justify_interval lag language_handler_in language_handler_out last_value lead
  length lgamma line_horizontal line_in line_out line_send line_vertical ln lo_close lo_creat lo_create lo_get
  lo_import lo_tell lo_tell64 lo_unlink log log10 lower lower_inc lower_inf lseg lseg_center lseg_horizontal
  lseg_in lseg_length lseg_out lseg_send lseg_vertical ltrim macaddr macaddr8 macaddr8_in macaddr8_not
  macaddr8_out macaddr8_send macaddr8_set7bit macaddr_in macaddr_not macaddr_out macaddr_send make_interval
  masklen max md5 min min_scale mode money multirange multirange_out multirange_send mxid_age name namein
  nameout namesend netmask network nextval normalize npoints ntile num_nonnulls num_nulls numeric numeric_abs
  numeric_exp numeric_inc numeric_ln numeric_out numeric_send numeric_sqrt numeric_uminus numeric_uplus
  numerictypmodin numerictypmodout nummultirange numnode obj_description octet_length oid oidin oidout oidsend
  oidvectorin oidvectorout oidvectorsend oidvectortypes parse_ident path path_in path_length path_npoints
  path_out path_send pclose percent_rank phraseto_tsquery plainto_tsquery plpgsql_validator point point_in
  point_out point_send poly_center poly_in poly_npoints poly_out poly_send polygon popen querytree quote_ident
  quote_literal quote_nullable radians radius random_normal range_agg range_intersect_agg range_merge range_out
  range_send rank record_out record_send regclass regclassin regclassout regclasssend regcollationin
  regcollationout regcollationsend regconfigin regconfigout regconfigsend regdictionaryin regdictionaryout
  regdictionarysend regnamespacein regnamespaceout regnamespacesend regoperatorin regoperatorout
  regoperatorsend regoperin regoperout regopersend regprocedurein regprocedureout regproceduresend regprocin
  regprocout regprocsend regrolein regroleout regrolesend regtypein regtypeout regtypesend reverse round
  row_security_active row_to_json rtrim satisfies_hash_partition scale setseed sha224 sha256 sha384 sha512
  shell_in shell_out sign similar_to_escape sin sind sinh spg_poly_quad_compress sqrt stddev stddev_pop
  stddev_samp strip sum table_am_handler_in table_am_handler_out tan tand tanh text textin textlen textout
  textsend tidin tidout tidsend time time_hash time_out time_send timestamp timestamp_hash timestamp_out
  timestamp_send timestamptypmodin timestamptypmodout timestamptz timestamptz_hash timestamptz_out
  timestamptz_send timestamptztypmodin timestamptztypmodout timetypmodin timetypmodout timetz timetz_hash
  timetz_out timetz_send timetztypmodin timetztypmodout timezone to_ascii to_bin to_hex to_json to_jsonb to_oct
  to_regclass to_regcollation to_regnamespace to_regoper to_regoperator to_regproc to_regprocedure to_regrole
  to_regtype to_regtypemod to_timestamp to_tsquery to_tsvector trigger_in trigger_out trim_scale trunc ts_debug
  ts_stat ts_token_type tsm_handler_in tsm_handler_out tsmultirange tsquery_not tsqueryin tsqueryout
  tsquerysend tstzmultirange tsvector_to_array tsvectorin tsvectorout tsvectorsend txid_snapshot_in
  txid_snapshot_out txid_snapshot_send txid_snapshot_xip txid_snapshot_xmax txid_snapshot_xmin txid_status
  unicode_assigned unistr unknownin unknownout unknownsend unnest upper upper_inc upper_inf
  uuid_extract_timestamp uuid_extract_version uuid_hash uuid_in uuid_out uuid_send uuidv7 var_pop var_samp
  varbit_out varbit_send varbittypmodin varbittypmodout varchar varcharout varcharsend varchartypmodin
  varchartypmodout variance void_in void_out void_send websearch_to_tsquery width xid xid8in xid8out xid8send
  xidin xidout xidsend xml xml_in xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document
  xml_out xml_send xmlagg xmlcomment xmltext
`);

/** Types, among them arrays (`_text`). */
export const BUILT_IN_TYPES = words(`
  _aclitem _bit _bool _box _bpchar _bytea _char _cid _cidr _circle _cstring _date _datemultirange _daterange
  _float4 _float8 _gtsvector _inet _int2 _int2vector _int4 _int4multirange _int4range _int8 _int8multirange
  _int8range _interval _json _jsonb _jsonpath _line _lseg _macaddr _macaddr8 _money _name _numeric
  _nummultirange _numrange _oid _oidvector _path _point _polygon _record _refcursor _regclass _regcollation
  _regconfig _regdictionary _regnamespace _regoper _regoperator _regproc _regprocedure _regrole _regtype _text
  _tid _time _timestamp _timestamptz _timetz _tsmultirange _tsquery _tsrange _tstzmultirange _tstzrange
  _tsvector _txid_snapshot _uuid _varbit _varchar _xid _xid8 _xml aclitem any anyarray anycompatible
  anycompatiblearray anycompatiblemultirange anycompatiblenonarray anycompatiblerange anyelement anyenum
  anymultirange anynonarray anyrange bit bool box bpchar bytea char cid cidr circle cstring date datemultirange
  daterange event_trigger fdw_handler float4 float8 gtsvector index_am_handler inet int2 int2vector int4
  int4multirange int4range int8 int8multirange int8range internal interval json jsonb jsonpath language_handler
  line lseg macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path point polygon record
  refcursor regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure
  regrole regtype table_am_handler text tid time timestamp timestamptz timetz trigger tsm_handler tsmultirange
  tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit varchar void xid xid8 xml
`);
