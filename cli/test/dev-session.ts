import { createInterface } from 'node:readline';
import type { Plexica } from './plexica.ts';

export interface DevLine {
  event: string;
  [key: string]: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into it with chai
}

/** `plexica dev --json`, whose lines are waited for. */
export class DevSession {
  readonly lines: DevLine[] = [];
  readonly exit: Promise<number | null>;
  readonly #child: ReturnType<Plexica['spawn']>;
  #told: () => void = () => undefined;
  #read = 0;

  constructor(plexica: Plexica, folder: string, ...args: string[]) {
    this.#child = plexica.spawn(['dev', '--json', ...args], { cwd: folder });
    this.exit = new Promise((resolve) => this.#child.once('close', resolve));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line));
      this.#told();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The next line of one of these kinds that was not waited for yet. */
  async next(...events: string[]): Promise<DevLine> {
    for (;;) {
      while (this.#read < this.lines.length) {
        const line = this.lines[this.#read++] as DevLine;
        if (events.includes(line.event)) return line;
      }
      const ended = await Promise.race([
        this.exit,
        new Promise<'told'>((resolve) => (this.#told = () => resolve('told'))),
      ]);
      if (ended !== 'told')
        throw new Error(`dev ended with ${ended}:\n${JSON.stringify(this.lines, null, 2)}`);
    }
  }

  stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.#child.kill(signal);
    return this.exit;
  }
}
