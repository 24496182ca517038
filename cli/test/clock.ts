/** Environment of a process of Node whose clock is wrong. @param seconds how much it is ahead */
export function wrongClock(seconds: number): NodeJS.ProcessEnv {
  const code = `const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) { if (given.length === 0) super(Right.now() + ${seconds * 1000}); else super(...given); }
  static now() { return Right.now() + ${seconds * 1000}; }
};`;
  return { NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(code).toString('base64')}` };
}
