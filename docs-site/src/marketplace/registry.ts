/** Address of the registry that the marketplace shows; set while the site is built, and never by a link. */
export const REGISTRY: string = import.meta.env['PUBLIC_PLEXICA_REGISTRY'] ?? 'http://127.0.0.1:7373';
