import { expect } from 'chai';
import { site } from './site.ts';

describe('the build', () => {
  it('has nothing to warn of', () => {
    expect(site.output).not.to.match(/\bwarn|\[ERROR\]/i);
  });

  it('makes a search index', () => {
    expect(site.output).to.match(/Found \d+ HTML files/);
  });
});
