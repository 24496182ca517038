import { Transform } from 'node:stream';
import { type Capability, Refused } from '../../../../src/plugin-host/capabilities/capability.ts';
import { shape, text, variants } from '../../../../src/plugin-host/channel/checks.ts';
import type { EchoAsk, EchoRefusal, EchoResult } from './messages.ts';

class Silence extends Refused {
  readonly refusal: EchoRefusal = { reason: 'nothing was said' };
}

/** @param ended is told of what ends */
export function echoCapability(ended: (what: string) => void): Capability {
  return {
    name: 'echo',
    check: variants({
      say: shape({ type: text, text }),
      capitals: shape({ type: text }),
      wait: shape({ type: text }),
    }),
    open({ tenant }) {
      return {
        async serve({ ask, request, signal, body }) {
          const asked = ask as EchoAsk;
          switch (asked.type) {
            case 'say': {
              if (asked.text === '') throw new Silence();
              const during = request.requestId === undefined ? 'lifecycle' : 'request';
              return { result: { text: `${tenant}: ${asked.text}`, during } satisfies EchoResult };
            }
            case 'capitals':
              return { stream: body.pipe(capitals()) };
            default:
              return new Promise((_resolve, reject) => {
                const end = (): void => {
                  ended('call');
                  reject(signal.reason as Error);
                };
                if (signal.aborted) end();
                else signal.addEventListener('abort', end);
              });
          }
        },
        close: () => ended('process'),
      };
    },
    retire: async () => ended('installation'),
    close: async () => ended('host'),
  };
}

function capitals(): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, chunk.toString('latin1').toUpperCase()),
  });
}
