import { expect } from 'chai';
import { renderBrings } from '../../src/terminal/brings.ts';
import { renderDevEvent } from '../../src/terminal/dev-event.ts';
import { errorText } from '../../src/terminal/error-report.ts';
import { renderInstallation } from '../../src/terminal/installation.ts';
import { renderLogLine } from '../../src/terminal/log-line.ts';
import { renderPlan } from '../../src/terminal/plan.ts';
import { renderPlanned } from '../../src/terminal/planned.ts';
import { renderPluginInfo } from '../../src/terminal/plugin-info.ts';
import { renderServerLog } from '../../src/terminal/server-log.ts';
import { fields, table } from '../../src/terminal/table.ts';
import { visible, visibleLines } from '../../src/terminal/visible.ts';

/** Sets the title; a C1 control that begins a sequence; starts the line anew; turns what follows around. */
const HOSTILE = '\u001b]0;PWNED\u0007\u009b2J\rover\u202eesrever';
const SHOWN = '\\u001b]0;PWNED\\u0007\\u009b2J\\u000dover\\u202eesrever';

const time = new Date().toISOString();
const installation = { tenant: 'acme', plugin: 'crm', version: '1.0.0', state: 'suspended', updatedAt: time };
const error = {
  code: 'lifecycle_failed',
  message: HOSTILE,
  hint: HOSTILE,
  status: 502,
  issues: [{ path: HOSTILE, message: `not ${HOSTILE}` }],
  requestId: HOSTILE,
};
const brings = {
  permissions: { 'crm.read': HOSTILE },
  roles: { sales: [HOSTILE] },
  access: [{ plugin: 'crm', key: 'access.network', value: HOSTILE, text: HOSTILE }],
};

const planned = (plugin: string, from?: string) => ({
  plugin,
  version: '1.0.0',
  ...(from !== undefined && { from }),
  integrity: 'sha512-x',
  publishedBy: HOSTILE,
  ...brings,
});
const plan = (...plugins: string[]) => ({
  plugins: plugins.map((plugin) => planned(plugin)),
  config: { missing: [] },
});

const published = {
  id: 'crm',
  version: '1.0.0',
  displayName: HOSTILE,
  description: HOSTILE,
  license: HOSTILE,
  owner: HOSTILE,
  versions: ['1.0.0'],
  distTags: { [HOSTILE]: HOSTILE },
  ...brings,
  dependencies: { [HOSTILE]: HOSTILE },
  routes: [{ method: 'GET', path: HOSTILE, access: { permission: HOSTILE } }],
};

/** What people are shown, by what it is. */
const texts: Record<string, () => string | undefined> = {
  'a line of a log': () => renderLogLine({ time, level: 'info', message: HOSTILE }),
  'details of a line of a log': () =>
    renderLogLine({ time, level: 'info', message: '', details: { text: HOSTILE } }),
  'a log in dev': () => renderDevEvent({ event: 'log', line: { time, level: 'info', message: HOSTILE } }),
  'a failure in dev': () => renderDevEvent({ event: 'failed', error }),
  'type errors in dev': () =>
    renderDevEvent({ event: 'types', problems: [{ path: 'a.ts:1:1', message: HOSTILE }] }),
  'an error': () => errorText(error),
  'what has become of a plugin': () => renderInstallation({ ...installation, reason: HOSTILE }),
  'what a plugin brings': () =>
    renderBrings('crm', brings)
      .join('\n')
      .replaceAll(/\s*\n\s*/g, ''),
  'what is about to come': () => renderPlan(plan('crm'), HOSTILE).replaceAll(/\s*\n\s*/g, ''),
  'what would change': () =>
    renderPlanned({
      dryRun: true,
      changes: [{ action: 'create', resource: 'installation', name: 'crm', detail: HOSTILE }],
    }),
  'a published plugin': () => renderPluginInfo(published),
  'a cell of a table': () => table(['name'], [[HOSTILE]]),
  'a value of a thing': () => fields([['name', HOSTILE]]),
  'what a server wrote that is no log': () => renderServerLog(HOSTILE),
  'a log of a server': () => renderServerLog(JSON.stringify({ level: 30, time: 0, msg: HOSTILE })),
};

describe('text from outside', () => {
  for (const [name, text] of Object.entries(texts)) {
    it(`cannot control the terminal: ${name}`, () => {
      const shown = text() ?? '';
      expect(shown).not.to.match(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
      expect(shown).to.contain(SHOWN.slice(0, 20));
    });
  }

  it('begins with the plugin that was asked for, and goes on with what it depends on', () => {
    const lines = renderPlan(plan('base', 'middle', 'crm'), 'acme').split('\n');
    const heads = lines.filter((line) => !line.startsWith(' ')).map((line) => line.split(' ')[0]);
    expect(heads).to.deep.equal(['crm', 'base', 'middle']);
    expect(lines.filter((line) => line.includes('(dependency)'))).to.have.length(2);
  });

  it('is shown whole', () => {
    expect(visible(`${HOSTILE}\n\tä 漢 👩‍💻`)).to.equal(`${SHOWN}\\u000a\\u0009ä 漢 👩‍💻`);
  });

  it('keeps the lines of a stack', () => {
    expect(visibleLines('Error: no\r\n\tat a\n    at b\u001b[2J')).to.equal(
      'Error: no\n\tat a\n    at b\\u001b[2J',
    );
  });
});
