import { expect } from 'chai';
import { decodeText, encodingProblem } from '../src/text.ts';

const MARK = '\uFEFF';
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const bigEndian = (text: string) => utf16(text).swap16();

describe('a text that somebody has written', () => {
  const texts: [what: string, bytes: Buffer, text: string][] = [
    ['plain', Buffer.from('{"a": 1}'), '{"a": 1}'],
    ['behind a mark', Buffer.from(`${MARK}{}`), '{}'],
    ['behind two, of which one is taken off', Buffer.from(`${MARK}${MARK}a`), `${MARK}a`],
    ['with a mark elsewhere', Buffer.from(`a${MARK}`), `a${MARK}`],
    ['empty', Buffer.from(''), ''],
    ['a mark alone', Buffer.from(MARK), ''],
  ];
  for (const [what, bytes, text] of texts) {
    it(`is read: ${what}`, () => {
      expect(encodingProblem(bytes)).to.equal(undefined);
      expect(decodeText(bytes)).to.equal(text);
    });
  }

  const utf16Problem = 'is UTF-16; save it as UTF-8';
  const problems: [what: string, bytes: Buffer, problem: string | undefined][] = [
    ['UTF-16 LE with a mark', utf16(`${MARK}{"a": 1}`), utf16Problem],
    ['UTF-16 BE with a mark', bigEndian(`${MARK}{"a": 1}`), utf16Problem],
    ['UTF-16 LE without one', utf16('{"a": 1}'), utf16Problem],
    ['UTF-16 BE without one', bigEndian('{"a": 1}'), utf16Problem],
    ['UTF-16 with some umlauts', utf16('-- Ärger mit Übergröße\nselect 1;'), utf16Problem],
    ['Latin 1', Buffer.from('caf\xe9', 'latin1'), 'is not valid UTF-8'],
    ['one NUL', Buffer.from('a\0b and more'), undefined],
    ['NULs alone', Buffer.alloc(64), undefined],
    ['a cut character', Buffer.from('é').subarray(0, 1), 'is not valid UTF-8'],
  ];
  for (const [what, bytes, problem] of problems) {
    it(`${problem ?? 'may be used'}: ${what}`, () => {
      expect(encodingProblem(bytes)).to.equal(problem);
    });
  }
});
