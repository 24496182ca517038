import { expect } from 'chai';
import { renderMailLog, renderServerLog } from '../../src/terminal/server-log.ts';

describe("a line of a server's log", () => {
  const line = (entry: object) => JSON.stringify({ level: 30, time: 0, ...entry });
  const mail = line({ to: 'ada@acme.test', path: '/data/mail/1.eml', msg: 'mail' });

  it('says where a mail is', () => {
    expect(renderMailLog(mail)).to.equal('mail to ada@acme.test: /data/mail/1.eml');
    expect(renderServerLog(mail)).to.equal('mail to ada@acme.test: /data/mail/1.eml');
  });

  it('is one line for a mail with a hostile recipient', () => {
    const hostile = line({ to: 'ada\n\u001b[31m', path: '/data', msg: 'mail' });
    expect(renderMailLog(hostile))
      .to.match(/^mail to ada/)
      .and.not.match(/\p{Cc}/u);
  });

  it('is no mail otherwise', () => {
    for (const other of [line({ msg: 'mail' }), line({ msg: 'listening' }), 'no JSON'])
      expect(renderMailLog(other)).to.equal(undefined);
  });
});
