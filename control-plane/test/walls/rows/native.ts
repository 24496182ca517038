/** What stands between native code in a sandbox and the kernel. */
export type NativeWall = keyof typeof NATIVE_WALLS;

export const NATIVE_WALLS = {
  seccomp: 'the filter of system calls',
  namespaces: 'the namespaces',
  users: 'a user of its own, with limits',
  start: 'what it is started with',
} as const;

/** Something that native code tries, which a hole in Node or V8 would let a plugin run. */
export interface NativeRow {
  /** Ends the sentence "native code cannot …". */
  name: string;
  /** Name in `native/probe.c`. */
  attempt: string;
  /** What the attempt is told. */
  argument?: 'port' | 'victim';
  /**
   * Each of them denies it while the others are missing. What it is started with is never missing: another user than root,
   * no capabilities, three streams and a channel, limits of one process.
   */
  deniedBy: readonly NativeWall[];
  /** The kernel has it only where it is made so, or lets only some use it. */
  depends?: true;
  /** On this architecture alone. */
  only?: 'x64';
  /** It ends the process, instead of failing. */
  ends?: true;
}

export const NATIVE_THEMES: readonly (readonly [theme: string, rows: readonly NativeRow[]])[] = [
  [
    'Sockets',
    [
      { name: 'open an internet socket', attempt: 'internet', deniedBy: ['seccomp'] },
      { name: 'open an IPv6 socket', attempt: 'internet6', deniedBy: ['seccomp'], depends: true },
      { name: 'connect by TCP', attempt: 'connected', argument: 'port', deniedBy: ['seccomp', 'namespaces'] },
      { name: 'open a Unix socket', attempt: 'local', deniedBy: ['seccomp'] },
      { name: 'make a pair of sockets', attempt: 'pair', deniedBy: ['seccomp'] },
      { name: 'send a descriptor over its channel', attempt: 'passed', deniedBy: ['seccomp'] },
      { name: 'open a netlink socket', attempt: 'netlink', deniedBy: ['seccomp'] },
      { name: 'open a socket to the hypervisor', attempt: 'vsock', deniedBy: ['seccomp'], depends: true },
      {
        name: 'open a socket to the kernel’s ciphers',
        attempt: 'algorithms',
        deniedBy: ['seccomp'],
        depends: true,
      },
    ],
  ],
  [
    'Processes and threads',
    [
      { name: 'make 1,500 processes', attempt: 'forks', deniedBy: ['seccomp', 'users'] },
      { name: 'make 1,500 threads', attempt: 'threads', deniedBy: ['users'] },
      { name: 'make a process', attempt: 'fork_one', deniedBy: ['seccomp'] },
      { name: 'make a process that shares its memory', attempt: 'shared_child', deniedBy: ['seccomp'] },
      { name: 'make a process by clone3', attempt: 'clone_three', deniedBy: ['seccomp'] },
      {
        name: 'make a process in a user namespace of its own',
        attempt: 'new_namespace',
        deniedBy: ['seccomp', 'namespaces'],
      },
      {
        name: 'leave for a user namespace of its own',
        attempt: 'unshare_user',
        deniedBy: ['seccomp', 'namespaces'],
      },
      { name: 'become a program that opens a socket', attempt: 'replaced', deniedBy: ['seccomp'] },
      {
        name: 'end a process of another user by a signal',
        attempt: 'signalled',
        argument: 'victim',
        deniedBy: ['seccomp', 'namespaces', 'users'],
      },
      {
        name: 'end a thread of another user by a signal',
        attempt: 'thread_signalled',
        argument: 'victim',
        deniedBy: ['namespaces', 'users'],
      },
      { name: 'trace a process', attempt: 'traced', deniedBy: ['seccomp'], depends: true },
      { name: 'read the memory of a process', attempt: 'other_memory', deniedBy: ['seccomp'], depends: true },
    ],
  ],
  [
    'Memory',
    [
      { name: 'hold 1,500 MiB of private memory', attempt: 'memory_private', deniedBy: ['start'] },
      {
        name: 'hold 1,500 MiB of memory that grows downwards',
        attempt: 'memory_growing',
        deniedBy: ['seccomp'],
      },
      {
        name: 'hold 1,500 MiB of shared memory that is not resident',
        attempt: 'memory_shared',
        deniedBy: ['seccomp'],
      },
      { name: 'hold 1,500 MiB in a file of memory', attempt: 'memory_file', deniedBy: ['seccomp'] },
      { name: 'make a pipe larger', attempt: 'larger_pipe', deniedBy: ['seccomp'] },
      { name: 'make shared memory of System V', attempt: 'segment', deniedBy: ['seccomp'], depends: true },
      { name: 'lock memory', attempt: 'locked', deniedBy: ['seccomp'] },
      { name: 'handle its page faults itself', attempt: 'page_faults', deniedBy: ['seccomp'], depends: true },
    ],
  ],
  [
    'The rest of the kernel',
    [
      { name: 'use io_uring', attempt: 'rings', deniedBy: ['seccomp'], depends: true },
      { name: 'load a BPF map', attempt: 'program', deniedBy: ['seccomp'], depends: true },
      { name: 'count events of the processor', attempt: 'events', deniedBy: ['seccomp'], depends: true },
      { name: 'keep a key in the kernel', attempt: 'key', deniedBy: ['seccomp'], depends: true },
      { name: 'change its personality', attempt: 'persona', deniedBy: ['seccomp'] },
      { name: 'make a message queue of System V', attempt: 'messages', deniedBy: ['seccomp'], depends: true },
      { name: 'make semaphores of System V', attempt: 'semaphores', deniedBy: ['seccomp'], depends: true },
      { name: 'make a message queue of POSIX', attempt: 'queue', deniedBy: ['seccomp'], depends: true },
      { name: 'watch files', attempt: 'watch', deniedBy: ['seccomp'], depends: true },
      { name: 'make a timer with a descriptor', attempt: 'timer', deniedBy: ['seccomp'] },
      { name: 'change its limits', attempt: 'limits', deniedBy: ['seccomp'] },
      {
        name: 'change the table of its segments',
        attempt: 'descriptor_table',
        deniedBy: ['seccomp'],
        depends: true,
        only: 'x64',
      },
      {
        name: 'make system calls of 32 bits',
        attempt: 'i386',
        deniedBy: ['seccomp'],
        depends: true,
        only: 'x64',
        ends: true,
      },
      {
        name: 'make system calls of x32',
        attempt: 'x32',
        deniedBy: ['seccomp'],
        depends: true,
        only: 'x64',
        ends: true,
      },
      { name: 'mount a folder', attempt: 'mount_folder', deniedBy: ['seccomp', 'start'] },
      { name: 'change its root', attempt: 'change_root', deniedBy: ['seccomp', 'start'] },
      { name: 'open a file by its handle', attempt: 'by_handle', deniedBy: ['seccomp', 'start'] },
      { name: 'load another kernel', attempt: 'load_kernel', deniedBy: ['seccomp', 'start'] },
      { name: 'become root', attempt: 'become_root', deniedBy: ['seccomp', 'start'] },
      { name: 'use descriptors that it was not given', attempt: 'descriptors', deniedBy: ['start'] },
    ],
  ],
];

export const nativeRows: readonly NativeRow[] = NATIVE_THEMES.flatMap(([, rows]) => rows);
