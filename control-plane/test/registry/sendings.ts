/** Hostile packages that are hostile by how they are sent, or by their size. */
export const SENDINGS = {
  announced: 'under another id or version than announced: refused',
  integrity: 'with another integrity than announced: refused',
  entries: 'with a million empty entries: refused at the limit',
  size: 'that unpack to 10 GiB: refused before they are unpacked',
  zeros: 'of zeros that claim to be many files: refused at 250 MiB',
  truncated: 'that end in the middle, a hundred at once: nothing stays',
  race: 'of ten publishers who race on one version: one wins, and only its bytes are kept',
} as const;
