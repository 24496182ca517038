/** Types whose input looks names up in the system catalogues, so that a cast tells what exists. */
export const REFUSED_TYPES: ReadonlySet<string> = new Set([
  'regclass',
  'regcollation',
  'regconfig',
  'regdatabase',
  'regdictionary',
  'regnamespace',
  'regoper',
  'regoperator',
  'regproc',
  'regprocedure',
  'regrole',
  'regtype',
  'aclitem',
  'refcursor',
]);
