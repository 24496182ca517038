import { packageLimits } from './limits.ts';

const root = 'package/';

/** Device names of Windows, with any ending and with superscript digits (Win32 file naming rules). */
const windowsDevice = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;

/** Files that hold credentials, or that make npm run or install something. */
const refusedNames: readonly (readonly [RegExp, string])[] = [
  [
    /^\.npmrc$|^\.yarnrc(\.yml)?$|^\.netrc$/,
    'can contain registry credentials and is not allowed in a package',
  ],
  [/^\.env/, 'can contain secrets and is not allowed in a package'],
  [/^\.(git|ssh|aws)$/, 'is a private folder and is not allowed in a package'],
  [/^node_modules$/, 'is not allowed in a package; bundle dependencies into dist/backend/index.js'],
  [/^binding\.gyp$/, 'makes npm compile native code at installation, which is not allowed'],
  [/\.node$/, 'is a native addon; plugins cannot run native code'],
];

/** Why a path is not allowed in a package, or `undefined`. Folders are passed without their trailing slash. */
export function entryNameProblem(path: string): string | undefined {
  if (path === '') return 'an entry has no name';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is an absolute path';
  if (path.includes('\\')) return 'has a backslash in its name';
  const names = path.split('/');
  if (names.includes('..')) return 'has ".." in its path';
  if (`${path}/` !== root && !path.startsWith(root)) return 'is outside package/';
  if (Buffer.byteLength(path) > packageLimits.path)
    return `has a path of more than ${packageLimits.path} bytes`;
  if (names.length - 1 > packageLimits.depth) return `is nested in more than ${packageLimits.depth} folders`;
  for (const name of names) {
    const problem = nameProblem(name);
    if (problem) return problem;
  }
  return undefined;
}

function nameProblem(name: string): string | undefined {
  if (name === '' || name === '.') return 'has an empty or "." part in its path';
  // Control, format (direction and zero-width marks), surrogate and private characters; U+FFFD stands for bad UTF-8.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\uFFFD]/u.test(name))
    return 'has control or invisible characters in its name';
  if (/[<>:"|?*]/.test(name)) return 'has a character that Windows does not allow in a name';
  if (/[. ]$/.test(name)) return 'has a name that ends in a dot or space, which Windows removes';
  if (name.startsWith(' ')) return 'has a name that starts with a space';
  if (windowsDevice.test(name)) return 'has a name that is a device name on Windows';
  if (Buffer.byteLength(name) > packageLimits.name)
    return `has a name of more than ${packageLimits.name} bytes`;
  const lower = name.toLowerCase();
  return refusedNames.find(([pattern]) => pattern.test(lower))?.[1];
}

/** A key for case-insensitive and normalizing file systems: names with the same key are one file there. */
function collisionKey(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/**
 * Remembers the paths of one package. The returned function takes the next one and returns why it collides with an
 * earlier one: the same name twice, names that differ in case or Unicode form only, a file that is also a folder.
 */
export function collisionDetector(): (path: string, kind: 'file' | 'directory') => string | undefined {
  const taken = new Map<string, { path: string; kind: 'file' | 'directory' }>();
  return (path, kind) => {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const problem = take(path.slice(0, end), 'directory', true);
      if (problem) return problem;
    }
    return take(path, kind, false);
  };

  function take(path: string, kind: 'file' | 'directory', implied: boolean): string | undefined {
    const key = collisionKey(path);
    const earlier = taken.get(key);
    if (!earlier) {
      taken.set(key, { path, kind });
      return undefined;
    }
    if (earlier.path !== path)
      return `collides with ${earlier.path}: they only differ in case or Unicode form`;
    if (earlier.kind !== kind) return `${path} is both a file and a folder`;
    return kind === 'file' && !implied ? 'is in the package twice' : undefined;
  }
}
