export {
  assertPluginId,
  assertTenantSlug,
  namePattern,
  pluginIdIssue,
  pluginIdLength,
  reservedNames,
  tenantSlugIssue,
  tenantSlugLength,
} from './names.ts';

export {
  buildManifest,
  manifestIssue,
  parseBuiltManifest,
  readManifest,
  readPackageJson,
  readProject,
  type Project,
} from './manifest/read.ts';
export { pluginManifest, categories, type PluginManifest } from './manifest/plugin-manifest.ts';
export { manifestJsonSchema } from './manifest/json-schema.ts';
export { slots } from './manifest/ui.ts';
export { parseUse } from './manifest/services.ts';
export type { PackageJson } from './manifest/package-json.ts';
export {
  backendDescription,
  backendEntry,
  builtManifest,
  lifecycleMethods,
  routeAccess,
  uiEntry,
  type BackendDescription,
  type BuiltManifest,
  type LifecycleMethod,
  type PluginRoute,
  type RouteAccess,
} from './manifest/built-manifest.ts';

export { accessRules, type AccessRule } from './access/rules.ts';
export { moreAccess, unaccepted } from './access/more-access.ts';
export { hostCovers, someCovers } from './access/patterns.ts';

export { parseJson } from './json/parse.ts';
export { didYouMean, nearestWord } from './did-you-mean.ts';

export { unknownKeys } from './config/unknown-keys.ts';
export { secretKeys, validateConfig, validatePartOfConfig, type Config } from './config/validate.ts';
export type { ConfigSchema } from './config/schema-rules.ts';

export { packageLimits } from './package/limits.ts';
export type {
  ExpectedPackage,
  InspectedPackage,
  PackageEntry,
  PackedPackageJson,
} from './package/inspected-package.ts';

export { pickVersion } from './resolve/pick-version.ts';
export { resolveClosure, type ClosureQuestion, type ResolvedPlugin } from './resolve/resolve-closure.ts';
export type { InstalledPlugin, PublishedPlugin, Relations } from './resolve/plugin-node.ts';

export { migrationNameIssues } from './package/migration-names.ts';
export { refusedModules, type RefusedModule } from './refused-modules.ts';
export { migrationCounter } from './package/migration-size.ts';
export { packPlugin, packUnchecked, type PackedPlugin } from './package/pack.ts';
export { findSecrets } from './package/secrets.ts';
export { inspectPackage } from './package/inspect.ts';
export { unpackPackage } from './package/unpack.ts';
export type { PackageSource } from './package/package-entries.ts';
