/** A kind of project that `plexica create` can create. */
export interface Template {
  name: string;
  /** One line for the list a user chooses from. */
  summary: string;
  /** Folders in `files/`. Files of later folders replace those of earlier ones. */
  overlays: readonly string[];
}

export const templates: readonly Template[] = [
  {
    name: 'backend',
    summary: 'HTTP routes with a table, a permission, a configuration key and a test',
    overlays: ['common', 'backend'],
  },
];
