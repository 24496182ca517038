/** Ends this process as SIGTERM does when the one that has restarted it is killed: its user knows no other. */
export function endWithLauncher(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
