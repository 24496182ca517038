import { Refused, call } from '../../../../../src/plugin-host/bootstrap/calls.ts';
import type { Asking, Member } from '../../../../../src/plugin-host/bootstrap/member.ts';
import type { EchoAsk, EchoRefusal, EchoResult } from '../messages.ts';

interface Echo {
  say(text: string): Promise<EchoResult>;
  capitals(bytes: Uint8Array): Promise<number>;
  wait(signal?: AbortSignal): Promise<void>;
}

declare module '@plexica/sdk' {
  interface LifecycleContext {
    echo: Echo;
  }
}

export const echo: Member = (asking) => ({ echo: createEcho(asking) });

function createEcho(asking: Asking): Echo {
  const ask = async <Result>(what: EchoAsk, options = {}) => {
    try {
      return await call<Result>(asking, 'echo', what, options);
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      throw new Error(`ctx.echo: ${(reason.refusal as EchoRefusal).reason}`, { cause: reason });
    }
  };
  return {
    async say(text) {
      return (await ask<EchoResult>({ type: 'say', text })).result;
    },
    async capitals(bytes) {
      const { body } = await ask({ type: 'capitals' }, { body: bytes });
      let count = 0;
      for (let piece = await body?.next(); piece; piece = await body?.next()) {
        for (const byte of piece) if (byte >= 65 && byte <= 90) count += 1;
      }
      return count;
    },
    async wait(signal) {
      await ask({ type: 'wait' }, signal ? { signal } : {});
    },
  };
}
