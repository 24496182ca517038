/** What a plugin tries to take from the machine, and what the kernel's limits leave of it. */
export interface ControlGroupRow {
  name: string;
  /** What happens instead. */
  limit: string;
  /** What the virtual machine prints for it, see `virtual-machine/inside.ts`. */
  finding: string;
  holds: (value: never) => boolean;
}

export const CONTROL_GROUP_ROWS: readonly ControlGroupRow[] = [
  {
    name: 'memory without end, in buffers',
    limit: 'The kernel ends the sandbox at 320 MiB; its caller is told why.',
    finding: 'memory without end',
    holds: ({ refused }: { refused?: string }) =>
      /exceeded its limit of 320 MiB of memory/.test(refused ?? ''),
  },
  {
    name: 'the memory of a neighbour',
    limit: 'Another sandbox answers while and after that happens.',
    finding: 'the neighbour of that',
    holds: (value: unknown) => value === 'fine',
  },
  {
    name: '1,500 MiB in a memfd, by native code',
    limit: 'It counts as memory of the sandbox, which ends at 320 MiB.',
    finding: '1,500 MiB in a memfd',
    holds: (value: unknown) => value === 'SIGKILL',
  },
  {
    name: '1,500 processes, by native code',
    limit: 'Fork fails from the 48th process or thread on.',
    finding: '1,500 forks',
    holds: (value: number) => value < 48,
  },
  {
    name: 'the processor, by a loop',
    limit: 'The server has ten times the share of all sandboxes together.',
    finding: 'part of the processor that the server had beside a busy plugin',
    holds: (value: number) => value > 0.8,
  },
];
