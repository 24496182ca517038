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
  /** Where one wall alone denies it: why that is enough. */
  alone?: string;
  /** The kernel has it only where it is made so, or lets only some use it. */
  depends?: true;
  /** On this architecture alone. */
  only?: 'x64';
  /** It ends the process, instead of failing. */
  ends?: true;
}

const INSIDE = 'It would stay in the same namespaces, behind the same limits.';
const NO_NETWORK = 'Its network namespace has nothing to reach.';
const OWN = 'It would reach its own processes only.';
const COUNTED = 'Control groups count it too, where they are delegated.';
const KERNEL = 'It would reach code of the kernel, and nothing of others unless that has a hole.';

export const NATIVE_THEMES: readonly (readonly [theme: string, rows: readonly NativeRow[]])[] = [
  [
    'Sockets',
    [
      { name: 'open an internet socket', attempt: 'internet', deniedBy: ['seccomp'], alone: NO_NETWORK },
      {
        name: 'open an IPv6 socket',
        attempt: 'internet6',
        deniedBy: ['seccomp'],
        alone: NO_NETWORK,
        depends: true,
      },
      { name: 'connect by TCP', attempt: 'connected', argument: 'port', deniedBy: ['seccomp', 'namespaces'] },
      {
        name: 'open a Unix socket',
        attempt: 'local',
        deniedBy: ['seccomp'],
        alone: 'Neither its files nor its network namespace has a socket of others.',
      },
      {
        name: 'make a pair of sockets',
        attempt: 'pair',
        deniedBy: ['seccomp'],
        alone: 'Both ends would be its own.',
      },
      {
        name: 'send a descriptor over its channel',
        attempt: 'passed',
        deniedBy: ['seccomp'],
        alone: 'The server reads bytes from the channel, and takes no descriptors.',
      },
      {
        name: 'open a netlink socket',
        attempt: 'netlink',
        deniedBy: ['seccomp'],
        alone: 'It would speak with its own network namespace.',
      },
      {
        name: 'open a socket to the hypervisor',
        attempt: 'vsock',
        deniedBy: ['seccomp'],
        alone: 'No namespace holds these sockets: without the filter a hypervisor that listens is in reach.',
        depends: true,
      },
      {
        name: 'open a socket to the kernel’s ciphers',
        attempt: 'algorithms',
        deniedBy: ['seccomp'],
        alone: KERNEL,
        depends: true,
      },
    ],
  ],
  [
    'Processes and threads',
    [
      { name: 'make 1,500 processes', attempt: 'forks', deniedBy: ['seccomp', 'users'] },
      { name: 'make 1,500 threads', attempt: 'threads', deniedBy: ['users'], alone: COUNTED },
      { name: 'make a process', attempt: 'fork_one', deniedBy: ['seccomp'], alone: INSIDE },
      {
        name: 'make a process that shares its memory',
        attempt: 'shared_child',
        deniedBy: ['seccomp'],
        alone: INSIDE,
      },
      { name: 'make a process by clone3', attempt: 'clone_three', deniedBy: ['seccomp'], alone: INSIDE },
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
      {
        name: 'become a program that opens a socket',
        attempt: 'replaced',
        deniedBy: ['seccomp'],
        alone: 'The filter outlives the program, and so do the namespaces.',
      },
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
      { name: 'trace a process', attempt: 'traced', deniedBy: ['seccomp'], alone: OWN, depends: true },
      {
        name: 'read the memory of a process',
        attempt: 'other_memory',
        deniedBy: ['seccomp'],
        alone: OWN,
        depends: true,
      },
    ],
  ],
  [
    'Memory',
    [
      {
        name: 'hold 1,500 MiB of private memory',
        attempt: 'memory_private',
        deniedBy: ['start'],
        alone:
          'It is the limit of one process. Control groups limit the whole sandbox, where they are delegated.',
      },
      {
        name: 'hold 1,500 MiB of memory that grows downwards',
        attempt: 'memory_growing',
        deniedBy: ['seccomp'],
        alone: COUNTED,
      },
      {
        name: 'hold 1,500 MiB of shared memory that is not resident',
        attempt: 'memory_shared',
        deniedBy: ['seccomp'],
        alone: COUNTED,
      },
      {
        name: 'hold 1,500 MiB in a file of memory',
        attempt: 'memory_file',
        deniedBy: ['seccomp'],
        alone: COUNTED,
      },
      { name: 'make a pipe larger', attempt: 'larger_pipe', deniedBy: ['seccomp'], alone: COUNTED },
      {
        name: 'make shared memory of System V',
        attempt: 'segment',
        deniedBy: ['seccomp'],
        alone: COUNTED,
        depends: true,
      },
      {
        name: 'lock memory',
        attempt: 'locked',
        deniedBy: ['seccomp'],
        alone: 'The kernel limits it for each user.',
      },
      {
        name: 'handle its page faults itself',
        attempt: 'page_faults',
        deniedBy: ['seccomp'],
        alone: KERNEL,
        depends: true,
      },
    ],
  ],
  [
    'The rest of the kernel',
    [
      { name: 'use io_uring', attempt: 'rings', deniedBy: ['seccomp'], alone: KERNEL, depends: true },
      { name: 'load a BPF map', attempt: 'program', deniedBy: ['seccomp'], alone: KERNEL, depends: true },
      {
        name: 'count events of the processor',
        attempt: 'events',
        deniedBy: ['seccomp'],
        alone: KERNEL,
        depends: true,
      },
      {
        name: 'keep a key in the kernel',
        attempt: 'key',
        deniedBy: ['seccomp'],
        alone: 'The kernel limits it for each user.',
        depends: true,
      },
      { name: 'change its personality', attempt: 'persona', deniedBy: ['seccomp'], alone: KERNEL },
      {
        name: 'make a message queue of System V',
        attempt: 'messages',
        deniedBy: ['seccomp'],
        alone: COUNTED,
        depends: true,
      },
      {
        name: 'make semaphores of System V',
        attempt: 'semaphores',
        deniedBy: ['seccomp'],
        alone: COUNTED,
        depends: true,
      },
      {
        name: 'make a message queue of POSIX',
        attempt: 'queue',
        deniedBy: ['seccomp'],
        alone: COUNTED,
        depends: true,
      },
      {
        name: 'watch files',
        attempt: 'watch',
        deniedBy: ['seccomp'],
        alone: 'It would watch its own files only.',
        depends: true,
      },
      { name: 'make a timer with a descriptor', attempt: 'timer', deniedBy: ['seccomp'], alone: KERNEL },
      {
        name: 'change its limits',
        attempt: 'limits',
        deniedBy: ['seccomp'],
        alone: 'It could lower its limits, not raise them.',
      },
      {
        name: 'change the table of its segments',
        attempt: 'descriptor_table',
        deniedBy: ['seccomp'],
        alone: KERNEL,
        depends: true,
        only: 'x64',
      },
      {
        name: 'make system calls of 32 bits',
        attempt: 'i386',
        deniedBy: ['seccomp'],
        alone: KERNEL,
        depends: true,
        only: 'x64',
        ends: true,
      },
      {
        name: 'make system calls of x32',
        attempt: 'x32',
        deniedBy: ['seccomp'],
        alone: KERNEL,
        depends: true,
        only: 'x64',
        ends: true,
      },
      { name: 'mount a folder', attempt: 'mount_folder', deniedBy: ['seccomp', 'start'] },
      { name: 'change its root', attempt: 'change_root', deniedBy: ['seccomp', 'start'] },
      { name: 'open a file by its handle', attempt: 'by_handle', deniedBy: ['seccomp', 'start'] },
      { name: 'load another kernel', attempt: 'load_kernel', deniedBy: ['seccomp', 'start'] },
      { name: 'become root', attempt: 'become_root', deniedBy: ['seccomp', 'start'] },
      {
        name: 'use descriptors that it was not given',
        attempt: 'descriptors',
        deniedBy: ['start'],
        alone:
          'There are none: the server closes what it has inherited, and programs do not get what it opens.',
      },
    ],
  ],
];

export const nativeRows: readonly NativeRow[] = NATIVE_THEMES.flatMap(([, rows]) => rows);
