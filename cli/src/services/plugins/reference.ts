/** A plugin and what is wanted of it: a version, a range or a tag. */
export interface PluginReference {
  plugin: string;
  range: string | undefined;
}

/** Reads `crm`, `crm@1.2.0`, `crm@^1`, `crm@beta`. */
export function pluginReference(text: string): PluginReference {
  const at = text.indexOf('@');
  return at === -1
    ? { plugin: text, range: undefined }
    : { plugin: text.slice(0, at), range: text.slice(at + 1) || undefined };
}
