import { existsSync, readFileSync } from 'node:fs';

/** Ids from the first to the last of them. */
export type Range = readonly [first: number, last: number];

/** What a system says about its ids: the texts of its files, empty where there is no such file. */
export interface IdFiles {
  /** `/proc/self/uid_map` and `gid_map`: ids that exist here at all. */
  maps: readonly string[];
  /** `/etc/subuid` and `subgid`: ids that users give to their own containers. */
  delegated: readonly string[];
  /** `/etc/passwd` and `group`. */
  accounts: readonly string[];
  /** `/etc/login.defs`: where ids of new users and containers come from. */
  rules: string;
}

/**
 * Ids that no convention gives to anybody (systemd's "Users, Groups, UIDs and GIDs"; SSSD and FreeIPA end at
 * 2,000,200,000). The second is for containers that have 65,536 ids.
 */
const UNUSED: readonly Range[] = [
  [2_100_000_000, 2_116_777_215],
  [60_578, 61_183],
];

/** @returns ranges in which an id is nobody's, as user and as group, the preferred ones first */
export function freeRanges({ maps, delegated, accounts, rules }: IdFiles): Range[] {
  const taken: Range[] = [
    ...delegated.flatMap((text) => fieldsOf(text, ':').map(([, first, count]) => counted(first, count))),
    ...accounts.flatMap((text) => fieldsOf(text, ':').map(([, , id]) => counted(id, '1'))),
    ...['UID', 'GID', 'SUB_UID', 'SUB_GID'].flatMap((kind) => ruled(rules, kind)),
  ];
  const mapped = maps.map((text) => fieldsOf(text, /\s+/).map(([first, , count]) => counted(first, count)));
  return UNUSED.flatMap((range) => {
    const inMaps = mapped.reduce((parts, map) => parts.flatMap((part) => within(part, map)), [range]);
    return inMaps.flatMap((part) => without(part, taken));
  });
}

/** What the files of this system say. */
export function readIdFiles(): IdFiles {
  const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    maps: [read('/proc/self/uid_map'), read('/proc/self/gid_map')],
    delegated: [read('/etc/subuid'), read('/etc/subgid')],
    accounts: [read('/etc/passwd'), read('/etc/group')],
    rules: read('/etc/login.defs'),
  };
}

function fieldsOf(text: string, separator: string | RegExp): string[][] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(separator));
}

function counted(first: string | undefined, count: string | undefined): Range {
  return [Number(first), Number(first) + Number(count) - 1];
}

function ruled(rules: string, kind: string): Range[] {
  const value = (end: string) => new RegExp(`^\\s*${kind}_${end}\\s+(\\d+)`, 'm').exec(rules)?.[1];
  const [first, last] = [value('MIN'), value('MAX')];
  return first === undefined || last === undefined ? [] : [[Number(first), Number(last)]];
}

function within([first, last]: Range, map: readonly Range[]): Range[] {
  return map
    .map(([from, to]): Range => [Math.max(first, from), Math.min(last, to)])
    .filter(([from, to]) => from <= to);
}

function without(range: Range, taken: readonly Range[]): Range[] {
  return taken.reduce<Range[]>(
    (parts, [from, to]) =>
      parts.flatMap(([first, last]) => {
        // A line that is no range takes nothing.
        if (!(from <= last && to >= first)) return [[first, last]];
        const around: Range[] = [
          [first, from - 1],
          [to + 1, last],
        ];
        return around.filter(([start, end]) => start <= end);
      }),
    [range],
  );
}
