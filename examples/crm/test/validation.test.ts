import { HttpError } from '@plexica/sdk';
import { expect } from 'chai';
import { amount, optional, text } from '../src/fields.ts';
import { read, readChanges } from '../src/validation.ts';

const fields = { name: text(10), phone: optional(text(10)), amount: optional(amount()) };

function refusal(work: () => unknown): HttpError {
  try {
    work();
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('validation', () => {
  it('gives absent optional fields as null', () => {
    expect(read(fields, { name: 'Ann' })).to.deep.equal({ name: 'Ann', phone: null, amount: null });
  });

  it('names every bad field at once', () => {
    const error = refusal(() => read(fields, { phone: '', amount: -1, nmae: 'Ann' }));
    expect(error.status).to.equal(422);
    expect(error.code).to.equal('invalid_input');
    expect(error.fields).to.deep.equal({
      phone: 'must not be empty',
      amount: 'must be a number from 0 to 999999999999.99 with at most two decimals',
      nmae: 'is not known here; known are name, phone, amount',
      name: 'is required',
    });
    expect(error.message).to.equal('4 fields are wrong; the first: phone must not be empty');
  });

  for (const body of [null, [], 'Ann', 3, true]) {
    it(`refuses ${JSON.stringify(body)} as a whole`, () => {
      const error = refusal(() => read(fields, body));
      expect(error.fields).to.deep.equal({ '': 'must be a JSON object' });
      expect(error.message).to.equal('the body must be a JSON object');
    });
  }

  it('takes names that every object has for unknown fields', () => {
    const body: unknown = JSON.parse('{"name": "Ann", "__proto__": {}, "constructor": 1, "toString": 1}');
    expect(Object.keys(refusal(() => read(fields, body)).fields ?? {})).to.deep.equal([
      '__proto__',
      'constructor',
      'toString',
    ]);
  });

  it('leaves out of changes what was not sent, and keeps what was cleared', () => {
    expect(readChanges(fields, { phone: null })).to.deep.equal({ phone: null });
  });

  it('refuses to clear a required field, and to change nothing', () => {
    expect(refusal(() => readChanges(fields, { name: null })).fields).to.deep.equal({
      name: 'must be a string',
    });
    expect(refusal(() => readChanges(fields, {})).fields).to.deep.equal({
      '': 'must hold at least one of name, phone, amount',
    });
  });
});
