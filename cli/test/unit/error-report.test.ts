import { expect } from 'chai';
import { errorText } from '../../src/terminal/error-report.ts';

/** Headline, issues, and the lines that are shown below the headline. */
type Row = [string, { path: string; message: string }[], string[]];

const missing = (path: string) => ({ path, message: 'is missing' });

const rows: Record<string, Row> = {
  'names every field, though they share a reason and the headline names one': [
    'apiKey: is missing (and 2 more)',
    [missing('apiKey'), missing('region'), missing('stages[0].name')],
    ['region  is missing', 'stages[0].name  is missing'],
  ],
  'says nothing twice that the headline says whole': [
    'a: is missing; b: is missing',
    [missing('a'), missing('b')],
    [],
  ],
  'knows the form in which variables are listed': [
    'PLEXICA_PORT must be a whole number; LOG_LEVEL must be info',
    [
      { path: 'PLEXICA_PORT', message: 'must be a whole number' },
      { path: 'LOG_LEVEL', message: 'must be info' },
    ],
    [],
  ],
  'shows the only issue where the headline says something else': [
    'a token cannot create one that expires later than itself',
    [{ path: '--expires', message: 'must be tomorrow at the latest' }],
    ['--expires  must be tomorrow at the latest'],
  ],
  'hides the only issue where the headline has its words': [
    'version: is no version',
    [{ path: 'version', message: 'is no version' }],
    [],
  ],
};

describe('the text of an error', () => {
  for (const [name, [message, issues, shown]] of Object.entries(rows)) {
    it(name, () => {
      const text = errorText({ code: 'invalid_config', message, issues, hint: 'Do better.', status: 422 });
      const lines = text.split('\n');
      const next = lines.findIndex((line) => line.startsWith('Next:'));
      expect(lines.slice(1, next).map((line) => line.trim())).to.deep.equal(shown);
    });
  }
});
