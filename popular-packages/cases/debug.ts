import createDebug from 'debug';

export default async function () {
  const lines: string[] = [];
  createDebug.enable('app:*');
  const log = createDebug('app:test');
  log.log = (...args: unknown[]) => void lines.push(args.join(' '));
  log('hey %d', 3);
  return lines.length;
}
