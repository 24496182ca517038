import type { Response } from 'express';
import { LRUCache } from 'lru-cache';
import { requestIdOf } from '../errors/problem.ts';
import { LogGate } from '../plugin-host/process/log-gate.ts';
import type { LogLine, RequestSummary } from '../plugin-host/types.ts';

/** A request that the gateway passes to a plugin. */
export interface Admitted {
  installation: number;
  method: string;
  /** The pattern of the route. */
  path: string;
}

/** Writes a log line for each request of an installation. Above a rate limit, requests are only counted. */
export class RequestLines {
  readonly #add: (installation: number, line: LogLine) => void;
  readonly #gates = new LRUCache<number, LogGate>({ max: 5_000 });

  constructor(add: (installation: number, line: LogLine) => void) {
    this.#add = add;
  }

  /** Writes the line when the answer is sent or the connection is closed. */
  follow({ installation, method, path }: Admitted, response: Response): void {
    const start = performance.now();
    response.once('close', () => {
      const { headersSent, statusCode, writableFinished } = response;
      const ms = Math.round(performance.now() - start);
      const request = { method, path, ...(headersSent && { status: statusCode }), ms };
      this.#gate(installation).write({
        level: headersSent && statusCode >= 500 ? 'warn' : 'info',
        message: messageOf(request, writableFinished),
        details: undefined,
        requestId: requestIdOf(response),
        request,
      });
    });
  }

  #gate(installation: number): LogGate {
    let gate = this.#gates.get(installation);
    if (gate === undefined) {
      gate = new LogGate((line) => this.#add(installation, { time: new Date(), ...line }));
      this.#gates.set(installation, gate);
    }
    return gate;
  }
}

function messageOf({ method, path, status, ms }: RequestSummary, complete: boolean): string {
  if (status === undefined) return `${method} ${path}: the caller disconnected after ${ms} ms`;
  return `${method} ${path} ${status}, ${complete ? 'in' : 'cut off after'} ${ms} ms`;
}
