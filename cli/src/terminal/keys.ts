/** Calls `pressed` at every press of one key, where standard input is a terminal. Ctrl-C stays what it is. */
export function onKey(key: string, pressed: () => void): void {
  const { stdin } = process;
  if (!stdin.isTTY) {
    return;
  }
  stdin.setRawMode(true);
  stdin.setEncoding('utf8').on('data', (typed: string) => {
    if (typed.includes('\u0003')) {
      process.kill(process.pid, 'SIGINT');
    } else if (typed.includes(key)) {
      pressed();
    }
  });
  // Questions that were asked before have paused it.
  stdin.resume().unref();
}
