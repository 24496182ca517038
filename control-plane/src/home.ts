import { homedir } from 'node:os';

/** `undefined` for a user whom the system does not know and nobody told, such as a number that a container runs as. */
export function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/**
 * A dependency asks for the home folder as it is loaded, and fails where there is none. `/` is the home that containers
 * give to such users, who can write nothing there.
 */
export function standInForHome(): void {
  if (homeFolder() === undefined) process.env['HOME'] = '/';
}
