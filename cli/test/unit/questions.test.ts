import { expect } from 'chai';
import { answer, type Question } from '../../src/terminal/questions.ts';

const questions: Record<'name' | 'scope', Question> = {
  name: { flag: '--name', message: 'Who' },
  scope: { flag: '--scope', message: 'Where', default: 'publish' },
};

describe('answers where nobody can be asked', () => {
  it('are the defaults with --yes', async () => {
    const given = { name: 'ci', scope: undefined };
    expect(await answer(given, questions, { canAsk: false, yes: true })).to.deep.equal({
      name: 'ci',
      scope: 'publish',
    });
  });

  it('are those that were given, also with --yes', async () => {
    const given = { name: 'ci', scope: 'platform' };
    expect(await answer(given, questions, { canAsk: false, yes: true })).to.deep.equal(given);
  });

  const missing: [what: string, yes: boolean, flags: string[]][] = [
    ['without --yes all that are missing', false, ['--name', '--scope']],
    ['with --yes those without a default', true, ['--name']],
  ];
  for (const [what, yes, flags] of missing) {
    it(`are one error that names ${what}`, async () => {
      const error = await answer({}, questions, { canAsk: false, yes }).catch((caught: unknown) => caught);
      expect(error).to.include({ code: 'missing_flags', message: `Missing: ${flags.join(', ')}.` });
      expect(error).to.have.property('issues').with.lengthOf(flags.length);
    });
  }
});
