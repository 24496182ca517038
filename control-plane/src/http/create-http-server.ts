import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import { limitCallers } from './callers.ts';
import { endWithProblem } from '../errors/raw-problem.ts';

/** Time limit of the headers of a request, in seconds, or half of the idle time if that is less. They fit into a few packets. */
const HEADERS = 15;
/** Time limit of a whole request, in milliseconds: 50 MiB at 128 kbit/s. */
const REQUEST = 60 * 60_000;
/** Seconds beyond the idle time that a connection is kept for another request. Load balancers close theirs first. */
const KEPT = 5;
/** Checks for slow headers and requests within the time limit of headers. */
const LOOKS = 3;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/**
 * An HTTP server with limits on time and connections that leave room for slow callers.
 *
 * @param idle seconds without progress of request or answer after which a connection is closed
 */
export function createHttpServer(app: Express, idle: number, log: Logger): Server {
  const headers = Math.min(HEADERS, Math.ceil(idle / 2));
  const server = createServer(
    {
      headersTimeout: headers * 1000,
      requestTimeout: REQUEST,
      keepAliveTimeout: (idle + KEPT) * 1000,
      connectionsCheckingInterval: Math.ceil((headers * 1000) / LOOKS),
      // The application answers with an error, where Node would send an empty answer.
      requireHostHeader: false,
    },
    app,
  );
  server.timeout = idle * 1000;
  const isProxy = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  limitCallers(server, (address) => isProxy(address, 0), log);

  const last = new WeakMap<Socket, Exchange>();
  server.prependListener('request', (request, response) => last.set(request.socket, { request, response }));
  server.on('timeout', (socket) => endWhereNothingMoves(socket, last.get(socket), idle));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = last.get(socket as Socket)?.response;
    const answering = response !== undefined && response.headersSent && !response.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable || answering) socket.destroy();
    else endWithProblem(socket, toProblem(error, headers));
  });
  return server;
}

/** Handles a connection without progress. */
function endWhereNothingMoves(socket: Socket, exchange: Exchange | undefined, idle: number): void {
  if (exchange === undefined) {
    socket.destroy();
    return;
  }
  const { request, response } = exchange;
  if (!request.complete && !response.headersSent) {
    response.statusCode = 408;
    endWithProblem(
      socket,
      new PlexicaError('request_timeout', `No data of the request arrived for ${idle} seconds.`),
    );
  } else if (!request.complete || response.writableFinished || socket.writableLength > 0) {
    socket.destroy();
  } else {
    // The server is preparing its answer, or a live stream is quiet.
    socket.setTimeout(idle * 1000);
  }
}

function toProblem({ code, message }: NodeJS.ErrnoException, headers: number): PlexicaError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new PlexicaError(
        'request_timeout',
        `The headers took longer than ${headers} seconds to arrive, or the request longer than one hour.`,
      );
    case 'HPE_HEADER_OVERFLOW':
      return new PlexicaError('headers_too_large', 'the headers are larger than 16 KiB');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new PlexicaError('payload_too_large', 'the chunk extensions of the body are larger than 16 KiB');
    default:
      return new PlexicaError('malformed_request', `the request is not valid HTTP: ${message}`);
  }
}
