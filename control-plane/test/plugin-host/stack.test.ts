import { expect } from 'chai';
import { asInProject } from '../../src/plugin-host/channel/stack.ts';

describe('the stack of a plugin', () => {
  const lines: [line: string, shown: string | undefined][] = [
    ['TypeError: not like this', 'TypeError: not like this'],
    ['    at file:///plugin/src/index.ts:3:7', '    at src/index.ts:3:7'],
    ['    at async Crm.list (file:///plugin/src/index.ts:3:7)', '    at async Crm.list (src/index.ts:3:7)'],
    [
      '    at Crm.list [as node:x] (/plugin/src/index.ts:3:7)',
      '    at Crm.list [as node:x] (src/index.ts:3:7)',
    ],
    ['    at node:internal/main/run_main_module:33:47', undefined],
    ['    at async node:internal/modules/esm/loader:5:1', undefined],
    ['    at new Promise (node:internal/process/promises:1:1)', undefined],
    ['    at serve (file:///runtime/bootstrap/main.js:105:27)', undefined],
    ['    at file:///runtime/bootstrap/fetch-body.js:1:1', undefined],
    ['    at async FrameReader.push (file:///runtime/protocol.js:1:1)', undefined],
  ];
  for (const [line, shown] of lines) {
    it(`${shown === undefined ? 'leaves out' : 'keeps'} ${line.trim()}`, () => {
      expect(asInProject(`first\n${line}\nlast`)).to.equal(
        ['first', shown, 'last'].filter((text) => text !== undefined).join('\n'),
      );
    });
  }

  const long: [what: string, line: string][] = [
    ['paths', ' at '.padEnd(1_000_000, 'file:///')],
    ['paths in parentheses', ' at '.padEnd(1_000_000, '(file:///')],
    ['folders', ' at file:///'.padEnd(1_000_000, 'bootstrap/a/')],
    ['spaces', ''.padEnd(1_000_000)],
  ];
  for (const [what, line] of long) {
    it(`is read at once where a line is made of ${what}`, () => {
      const before = process.cpuUsage();
      asInProject(line);
      expect(process.cpuUsage(before).user / 1000, 'ms of the processor').to.be.below(500);
    });
  }
});
