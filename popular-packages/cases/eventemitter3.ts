import { EventEmitter } from 'eventemitter3';

export default async function () {
  const seen: number[] = [];
  const emitter = new EventEmitter<{ a: [number] }>();
  emitter.once('a', (n) => void seen.push(n));
  emitter.emit('a', 1);
  emitter.emit('a', 2);
  return seen;
}
