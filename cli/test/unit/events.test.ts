import { expect } from 'chai';
import { renderDevEvent } from '../../src/terminal/dev-event.ts';
import { renderLogLine } from '../../src/terminal/log-line.ts';

describe('what a log line is shown as', () => {
  const shown = (time: Date) =>
    renderLogLine({ time: time.toISOString(), level: 'info', message: 'hello' }).split(' info ')[0];

  it('has the time alone where it is of today', () => {
    expect(shown(new Date())).to.match(/^\d\d:\d\d:\d\d\.\d{3}$/);
  });

  it('has the date too where it is of another day', () => {
    const day = new Date(2026, 0, 5, 9, 30, 12, 45);
    expect(shown(day)).to.equal('2026-01-05 09:30:12.045');
  });
});

describe('what an event of dev is shown as', () => {
  const ready = {
    event: 'ready',
    url: 'http://127.0.0.1:7373/t/dev/hello',
    server: 'http://127.0.0.1:7373',
    token: 'plx_x',
    context: 'dev-hello',
    plugin: 'hello',
    milliseconds: 1400,
  } as const;

  it('says that the plugin runs only where it does', () => {
    const banner = (version: string | null, current: boolean) =>
      renderDevEvent({ ...ready, version, current })
        .trim()
        .split('\n')[0];
    expect(banner('0.1.0-dev.28', true)).to.contain('hello runs in the tenant dev after');
    expect(banner('0.1.0-dev.27', false))
      .to.contain('still runs in the tenant dev as 0.1.0-dev.27:')
      .and.contain('could not be installed');
    expect(banner(null, false)).to.contain('hello is not running');
  });

  it('marks type errors, and says that they stop only a build', () => {
    const text = renderDevEvent({
      event: 'types',
      problems: [{ path: 'src/index.ts:3:4', message: 'wrong' }],
    });
    expect(text).to.match(/^✗ types src\/index\.ts:3:4 wrong\n.*`plexica build` fails/);
  });
});
