import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

/** `import { a, b } from './x.js';`, over as many lines as it takes. */
const IMPORT = /^import \{([^}]*)\} from '(\.[^']+)';$/gm;
const IMPORT_OF_NODE = /^import [^;]* from 'node:[^']+';$/gm;
const EXPORT = /^export (?=(?:async )?(?:function|class|const) (\w+))/gm;
/** Maps are not there in a sandbox, and looking for each takes time. */
const SOURCE_MAP = /^\/\/# sourceMappingURL=.*$/gm;

/**
 * Combines a module and its relative imports into one file, because a process that reads one file starts earlier.
 * Supports only the forms of import and export that the bootstrap uses.
 *
 * @param entry absolute path
 * @throws Error for an unsupported form
 */
export async function toOneFile(entry: string): Promise<string> {
  const names = new Map<string, string>();
  const ofNode = new Set<string>();
  const bodies: string[] = [];

  async function add(file: string): Promise<string> {
    const known = names.get(file);
    if (known !== undefined) return known;
    const text = await readFile(file, 'utf8');
    let code = file.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
    const imported = new Map<string, string>();
    for (const [, , from] of code.matchAll(IMPORT)) {
      imported.set(from as string, await add(join(file, '..', from as string)));
    }
    const exported = Array.from(code.matchAll(EXPORT), ([, name]) => name);
    code = code
      .replace(IMPORT, (_all, what: string, from: string) => `const {${what}} = ${imported.get(from)};`)
      .replace(IMPORT_OF_NODE, (line) => {
        ofNode.add(line);
        return '';
      })
      .replace(EXPORT, '')
      .replace(SOURCE_MAP, '');
    const unknown = /^(?:import [^(].*|export .*)$/m.exec(code);
    if (unknown) throw new Error(`${file}: a form that cannot be put into one file: ${unknown[0]}`);
    const name = `module${names.size}`;
    names.set(file, name);
    bodies.push(`const ${name} = (() => {\n${code}\nreturn { ${exported.join(', ')} };\n})();\n`);
    return name;
  }

  await add(entry);
  return [...ofNode, '\n', ...bodies].join('\n');
}
