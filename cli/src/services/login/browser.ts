import { spawn } from 'node:child_process';

/** The program that opens an address in the user's browser. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // `start` is a part of the shell, which would read the address.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
const XDG_OPEN: readonly [string, ...string[]] = ['xdg-open'];

/** Whether there is likely a browser on the screen in front of the user. */
export function hasBrowser(environment: NodeJS.ProcessEnv, platform = process.platform): boolean {
  const { CI, DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION } = environment;
  if (CI) return false;
  // The screen of the machine is elsewhere.
  if (platform === 'darwin' || platform === 'win32') return !SSH_CONNECTION;
  return Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** Opens a page of ours. Whether that works is seen by the user, who has the address too. */
export function openBrowser(url: string): void {
  const [program, ...args] = OPENERS[process.platform] ?? XDG_OPEN;
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true, windowsHide: true });
  // There is none.
  child.on('error', () => undefined);
  child.unref();
}
