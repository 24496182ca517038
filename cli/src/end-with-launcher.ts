/** Ends this process as SIGTERM does when the one that has restarted it is killed: its user knows no other. */
export function endWithLauncher(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

/** Milliseconds between two looks at the parent process. */
const LOOK_MS = 300;

/**
 * Does the same where npm or npx was killed: they end their shell then, and not what that has started. Only where the
 * script is this command alone, since the shell of a script such as `plexica up & npm run e2e` may well end before it.
 */
export function endWithNpm({ npm_lifecycle_script: script }: NodeJS.ProcessEnv): void {
  if (process.platform === 'win32' || !/^['"]?plexica['"]?(?: [^&;|]*)?$/.test(script ?? '')) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS).unref();
}
