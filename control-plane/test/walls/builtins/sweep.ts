/**
 * They calculate, or call functions of the plugin, some for many seconds with such arguments; what they can reach has rows
 * in the table of escapes. A module that is new is swept.
 */
const LEFT_OUT =
  /^(_http_(common|incoming|outgoing)|assert|async_hooks|buffer|console|constants|crypto|diagnostics_channel|domain|events|path|perf_hooks|punycode|querystring|repl|stream|string_decoder|sys|timers|tty|url|util|v8|vm|zlib|node:(ffi|sea|sqlite|test))/;

/** They end the process, run the bootstrap a second time, or wait for a debugger: nothing of the outside is reached. */
const NOT_CALLED = [
  'process.exit',
  'process.reallyExit',
  'process._fatalException',
  'module.runMain',
  'inspector.waitForDebugger',
];

export const isSwept = (name: string): boolean => !LEFT_OUT.test(name);

/**
 * Body of a function of `name`, `from` and `outside`: calls functions of a module, some from that one on, also as
 * constructors, with what lies outside. Returns those whose result has the canary in it, and where to go on.
 */
export const SWEEP = `
  const owner = process.getBuiltinModule(name.startsWith('node:') ? name : 'node:' + name);
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', () => {});
  process.on('unhandledRejection', () => {});
  const { inspect } = process.getBuiltinModule('node:util');
  const nothing = () => {};
  const { secret, folder, link, unix, tcp, victim, library } = outside;
  const made = folder + '/swept';
  const paths = [secret, link, folder, made, 'file://' + secret, Buffer.from(secret), library];
  const lists = [
    [],
    ...paths.flatMap((path) => [[path], [path, 'utf8'], [path, nothing], [path, 'utf8', nothing], [path, { encoding: 'utf8' }], [path, 'w'], [path, 0o777]]),
    [secret, made], [secret, made, nothing], [made, secret], [made, 'x', nothing], [[secret]], [{ path: secret }], [{ files: [secret] }],
    [tcp], [tcp, '127.0.0.1'], [{ port: tcp, host: '127.0.0.1' }], [unix], [{ path: unix }], ['http://127.0.0.1:' + tcp], ['127.0.0.1:' + tcp, nothing],
    [victim], [victim, 9], [victim, 'SIGKILL'], ['localhost'], ['localhost', nothing], ['/bin/cat', [secret]], ['/bin/cat', [secret], nothing],
  ];
  const reached = new Set();
  const waiting = [];
  const look = async (label, value) => {
    if (value && typeof value.on === 'function') {
      value.on('error', nothing);
      value.on('data', (data) => look(label, data));
    }
    if (value && typeof value.then === 'function') value = await Promise.race([value.catch(nothing), new Promise((done) => setTimeout(done, 100))]);
    if (value && typeof value.text === 'function') value = await value.text().catch(nothing);
    const said = Buffer.isBuffer(value) ? value.toString('latin1') : inspect(value, { depth: 3, getters: false, maxStringLength: 1e5 });
    if (said.includes(outside.canary)) reached.add(label);
  };
  const functions = Object.entries(Object.getOwnPropertyDescriptors(owner))
    .map(([key, { value }]) => [name + '.' + key, value])
    .filter(([label, value]) => typeof value === 'function' && !${JSON.stringify(NOT_CALLED)}.includes(label));
  const until = from + 8;
  for (const [label, value] of functions.slice(from, until)) {
    for (const list of lists) {
      const told = list.map((one) => (one === nothing ? (...given) => given.forEach((each) => waiting.push(look(label, each))) : one));
      for (const way of [() => value.apply(owner, told), () => new value(...told)]) {
        try { waiting.push(look(label, way())); } catch {}
      }
    }
    await Promise.all(waiting.splice(0));
  }
  await new Promise((done) => setTimeout(done, 50));
  await Promise.all(waiting);
  return { reached: [...reached], next: until < functions.length ? until : null };`;
