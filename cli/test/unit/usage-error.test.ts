import { Flags, Parser } from '@oclif/core';
import { expect } from 'chai';
import { tenant } from '../../src/flags.ts';
import { usageError } from '../../src/terminal/usage-error.ts';

describe('what the parser of flags complains about', () => {
  const flags = { tenant, level: Flags.string({ options: ['low', 'high'] }), yes: Flags.boolean() };
  const cases: [args: string[], message: string][] = [
    [['--tenant'], '--tenant expects a value.'],
    [['--tenant', '--yes'], '--tenant expects a value.'],
    [['--level'], '--level expects one of these values: low, high.'],
    [['--tenant', 'a', '--tenant', 'b'], '--tenant can only be specified once.'],
  ];
  for (const [args, message] of cases) {
    it(`is bad usage: ${args.join(' ')}`, async () => {
      const thrown = await Parser.parse(args, { flags }).catch((error: Error) => error);
      expect(await usageError(thrown)).to.include({ code: 'bad_usage', message });
    });
  }
});
