import { pino } from 'pino';

export default async function () {
  const lines: string[] = [];
  pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) }).info(
    { a: 1 },
    'hey',
  );
  return lines;
}
