import {
  KIND_BODY,
  PROTOCOL,
  type Declared,
  type HostMessage,
  type RequestMessage,
} from '../channel/protocol.ts';
import { answer, answerError, described } from './answer.ts';
import { receiveCallPiece, receiveOfCall } from './calls.ts';
import { dropBody, grantCredit, lastWords, listen, send } from './channel.ts';
import { redirectConsole } from './console.ts';
import { type Installed, createContext, createLifecycleContext } from './context.ts';
import { type Plugin, loadPlugin } from './load.ts';
import { lockDown, refuseCodeOfText } from './lock-down.ts';
import type { Asking, Member } from './member.ts';
import { type IncomingBody, incomingBody } from './request.ts';

interface Running {
  controller: AbortController;
  body: IncomingBody;
}

const running = new Map<number, Running>();
let members: readonly Member[];
let installed: Installed;
let plugin: Plugin;

/**
 * Loads one bundle when the host tells it to, and answers the host.
 *
 * @param offered members of `ctx` from the capabilities of the host
 */
export function run(offered: readonly Member[]): void {
  members = offered;
  lockDown();
  redirectConsole();
  process.on('uncaughtException', (error) => lastWords({ type: 'crash', ...described(error) }));
  listen(receive, receivePiece);
}

function receivePiece(id: number, octets: Buffer, kind: number): void {
  if (kind !== KIND_BODY) {
    receiveCallPiece(id, octets);
    return;
  }
  const body = running.get(id)?.body;
  if (octets.length > 0) body?.push(octets);
  else body?.end();
}

function receive(message: HostMessage): void {
  switch (message.type) {
    case 'start':
      void start(message);
      break;
    case 'request':
      void serve(message);
      break;
    case 'lifecycle':
      void live(message);
      break;
    case 'cancel': {
      const request = running.get(message.id);
      request?.controller.abort();
      // The rest of the body will not arrive, so readers must not wait for it.
      request?.body.end(new Error('The caller disconnected.'));
      dropBody(message.id);
      break;
    }
    case 'credit':
      grantCredit(message.id, message.pieces);
      break;
    case 'result':
    case 'refused':
    case 'over':
    case 'call-credit':
      receiveOfCall(message);
      break;
    case 'ping':
      send({ type: 'pong' });
      break;
    default:
  }
}

async function start(message: Extract<HostMessage, { type: 'start' }>): Promise<void> {
  installed = {
    tenant: Object.freeze({ slug: message.tenant }),
    config: deepFreeze(message.config),
    members,
  };
  if (message.codeRefused !== undefined) refuseCodeOfText(message.codeRefused);
  let declared: Declared;
  try {
    ({ plugin, declared } = await loadPlugin(message.entry));
  } catch (error) {
    lastWords({ type: 'unusable', ...described(error) });
    return;
  }
  send({ type: 'started', protocol: PROTOCOL, ...declared });
}

async function serve(message: RequestMessage): Promise<void> {
  const { id } = message;
  const controller = new AbortController();
  const body = incomingBody(message.body, (pieces) => send({ type: 'credit', id, pieces }));
  running.set(id, { controller, body });
  try {
    const asking: Asking = { id, lifecycle: false, signal: controller.signal };
    const context = createContext(message, installed, asking, body);
    await answer(id, await plugin[message.handler]?.(context), controller.signal);
  } catch (error) {
    answerError(id, error);
  } finally {
    running.delete(id);
  }
}

async function live(message: Extract<HostMessage, { type: 'lifecycle' }>): Promise<void> {
  const { id, method, from } = message;
  const controller = new AbortController();
  running.set(id, { controller, body: incomingBody(false, () => undefined) });
  try {
    const asking: Asking = { id, lifecycle: true, signal: controller.signal };
    await plugin[method]?.(createLifecycleContext(asking, installed), from);
    send({ type: 'done', id });
  } catch (error) {
    send({ type: 'failed', id, ...described(error) });
  } finally {
    running.delete(id);
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
