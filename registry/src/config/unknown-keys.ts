import { compileConfigSchema } from './compile.ts';
import type { ConfigSchema } from './schema-rules.ts';
import { TooMuchWork, withinWork } from './work.ts';

/**
 * Which keys of a configuration a schema does not know, such as those that a newer version of a plugin has given up.
 *
 * @param schema `config` of the manifest, which has passed `parseBuiltManifest`
 */
export function unknownKeys(schema: ConfigSchema | undefined, config: Record<string, unknown>): string[] {
  const { validate } = compileConfigSchema(schema ?? { type: 'object', properties: {} });
  if (validate === undefined) return [];
  try {
    // Defaults are filled in where it checks.
    if (withinWork(() => validate(structuredClone(config)))) return [];
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    // Whoever checks the values next is told.
    return [];
  }
  return (validate.errors ?? []).flatMap(({ instancePath, params }) => {
    const { additionalProperty, unevaluatedProperty = additionalProperty } = params;
    return instancePath === '' && typeof unevaluatedProperty === 'string' ? [unevaluatedProperty] : [];
  });
}
