/** What the plugin host uses of the running server. */
export interface PluginHostPlatform {
  /** Folder that the users of plugins can enter. */
  readonly shared: string;
}
