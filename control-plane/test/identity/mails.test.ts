import { expect } from 'chai';
import { invitationMail, passwordChangedMail, resetMail } from '../../src/identity/mails.ts';

describe('the mails of a realm', () => {
  const name = 'Acme <script>alert(1)</script> & "Sons"';
  const url = 'https://plexica.test/realms/acme/invitation?token=a&b=c';
  const mails = {
    invitation: invitationMail({ name, url, days: 7 }),
    reset: resetMail({ name, url, minutes: 30 }),
    'changed password': passwordChangedMail({ name, forgotUrl: url }),
  };

  for (const [what, { subject, text, html }] of Object.entries(mails)) {
    it(`name the tenant and contain the link as text and as HTML: ${what}`, () => {
      expect(subject).to.include(name);
      expect(text).to.include(name).and.include(`\n${url}\n`);
      expect(html).to.include('href="https://plexica.test/realms/acme/invitation?token=a&amp;b=c"');
      expect(html)
        .to.include('Acme &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Sons&quot;')
        .and.not.include('<script');
    });
  }

  it('say how long the link works', () => {
    for (const body of [mails.invitation.text, mails.invitation.html]) expect(body).to.include('7 days');
    for (const body of [mails.reset.text, mails.reset.html]) expect(body).to.include('30 minutes');
  });
});
