/** Calls `pressed` each time a key is pressed on a terminal. Ctrl-C still interrupts. */
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
  // Earlier prompts paused it.
  stdin.resume().unref();
}
