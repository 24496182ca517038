import type { PluginContext } from 'rollup';
import { AS_MODULE, type CommonJsFiles } from './commonjs-files.ts';

/**
 * Files that run when a plugin is loaded, or when its own code asks for them: not those that a package asks for in a
 * function or a `try`.
 *
 * @param entry absolute path of the backend's source
 * @param isOwn whether a file is the plugin's own
 * @returns absolute paths
 */
export function loadedFiles(
  context: PluginContext,
  commonJs: CommonJsFiles,
  { entry, isOwn }: { entry: string; isOwn: (file: string) => boolean },
): Set<string> {
  const loaded = new Set<string>();
  const waiting = [entry];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const path = id.replace(AS_MODULE, '');
    if (loaded.has(path)) continue;
    loaded.add(path);
    const info = context.getModuleInfo(id);
    waiting.push(...(info?.importedIds ?? []));
    if (isOwn(path)) waiting.push(...(info?.dynamicallyImportedIds ?? []));
    const file = commonJs.files.get(path);
    for (const [name, target] of file?.names ?? []) {
      if ('addon' in target || !(file?.eager.has(name) || isOwn(path))) continue;
      waiting.push('file' in target ? target.file : target.id);
    }
  }
  return loaded;
}
