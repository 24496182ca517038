/** A kind of project that `plexica create` can make. */
export interface Template {
  name: string;
  /** One line for the list a user chooses from. */
  summary: string;
  /** Folders below `files/`; a later one overwrites files of an earlier one. */
  overlays: readonly string[];
}

export const templates: readonly Template[] = [
  {
    name: 'backend',
    summary: 'HTTP routes with a table, a permission, a configuration key and a test',
    overlays: ['common', 'backend'],
  },
];
