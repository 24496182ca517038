import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import { limitCallers } from './callers.ts';
import { endWithProblem } from '../errors/raw-problem.ts';

/** Milliseconds that the headers of a request may take: they fit into a few packets. */
const HEADERS = 15_000;
/** Milliseconds that a whole request may take: 50 MiB at 128 kbit/s. */
const REQUEST = 60 * 60_000;
/** Milliseconds in which something of a request must arrive, or something of its answer leave. */
const STANDSTILL = 60_000;
/** Milliseconds that a connection is kept for another request: load balancers keep theirs for 60 seconds. */
const KEPT = 65_000;
/** Milliseconds between two looks for headers and requests that take too long. */
const LOOK = 5000;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** An HTTP server that gives nobody more time or connections than a slow caller needs. */
export function createHttpServer(app: Express, log: Logger): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS,
      requestTimeout: REQUEST,
      keepAliveTimeout: KEPT,
      connectionsCheckingInterval: LOOK,
      // The application says what is wrong, where Node would send an empty answer.
      requireHostHeader: false,
    },
    app,
  );
  server.timeout = STANDSTILL;
  const isProxy = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  limitCallers(server, (address) => isProxy(address, 0), log);

  const last = new WeakMap<Socket, Exchange>();
  server.prependListener('request', (request, response) => last.set(request.socket, { request, response }));
  server.on('timeout', (socket) => endWhereNothingMoves(socket, last.get(socket)));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = last.get(socket as Socket)?.response;
    const answering = response !== undefined && response.headersSent && !response.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable || answering) socket.destroy();
    else endWithProblem(socket, toProblem(error));
  });
  return server;
}

/** Nothing has arrived or left for a minute, or for longer on a connection that was kept. */
function endWhereNothingMoves(socket: Socket, exchange: Exchange | undefined): void {
  if (exchange === undefined) {
    socket.destroy();
    return;
  }
  const { request, response } = exchange;
  if (!request.complete && !response.headersSent) {
    response.statusCode = 408;
    endWithProblem(
      socket,
      new PlexicaError('request_timeout', 'no data of the request arrived for one minute'),
    );
  } else if (!request.complete || response.writableFinished || socket.writableLength > 0) {
    socket.destroy();
  } else {
    // The server has its answer to make, or an answer without an end has nothing to say.
    socket.setTimeout(STANDSTILL);
  }
}

function toProblem({ code, message }: NodeJS.ErrnoException): PlexicaError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new PlexicaError(
        'request_timeout',
        'the headers took longer than 15 seconds to arrive, or the request longer than one hour',
      );
    case 'HPE_HEADER_OVERFLOW':
      return new PlexicaError('headers_too_large', 'the headers are larger than 16 KiB');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new PlexicaError('payload_too_large', 'the chunk extensions of the body are larger than 16 KiB');
    default:
      return new PlexicaError('malformed_request', `the request is not valid HTTP: ${message}`);
  }
}
