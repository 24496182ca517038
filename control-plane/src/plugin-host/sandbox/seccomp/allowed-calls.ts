/** A system call: its name, its number on x64 and on arm64. `null`: that architecture does not have it. */
export type Call = readonly [name: string, x64: number | null, arm64: number | null];

/**
 * The system calls that Node needs to run a plugin. None of them opens a socket or starts a process. They reach only
 * files of the sandbox, its memory, its threads, and descriptors that it was given.
 *
 * `execve` is here because bubblewrap sets the filter before it starts Node with it, and the filter cannot tell that call
 * from a later one. A later one runs a file of the sandbox (Node, its libraries, the bundle) behind the same filter, in the
 * same namespaces and without new privileges, so that it can do nothing that the process could not do before.
 */
export const ALLOWED: readonly Call[] = [
  // Files. Everything that the sandbox can see is mounted read-only.
  ['read', 0, 63],
  ['write', 1, 64],
  ['readv', 19, 65],
  ['writev', 20, 66],
  ['pread64', 17, 67],
  ['preadv', 295, 69],
  ['close', 3, 57],
  ['lseek', 8, 62],
  ['stat', 4, null],
  ['lstat', 6, null],
  ['fstat', 5, 80],
  ['newfstatat', 262, 79],
  ['statx', 332, 291],
  ['statfs', 137, 43],
  ['fstatfs', 138, 44],
  ['access', 21, null],
  ['faccessat', 269, 48],
  ['faccessat2', 439, 439],
  ['openat', 257, 56],
  ['getdents64', 217, 61],
  ['readlink', 89, null],
  ['readlinkat', 267, 78],
  ['getcwd', 79, 17],
  ['umask', 95, 166],
  ['pipe2', 293, 59],
  // Events.
  ['eventfd2', 290, 19],
  ['epoll_create1', 291, 20],
  ['epoll_ctl', 233, 21],
  ['epoll_wait', 232, null],
  ['epoll_pwait', 281, 22],
  ['poll', 7, null],
  ['ppoll', 271, 73],
  // Its own memory; `mmap` and `madvise` have rules.
  ['brk', 12, 214],
  ['munmap', 11, 215],
  ['mprotect', 10, 226],
  ['mremap', 25, 216],
  // Its own threads and signals; `clone` has rules. Only its own process is visible to `tgkill`.
  ['futex', 202, 98],
  ['set_robust_list', 273, 99],
  ['rseq', 334, 293],
  ['set_tid_address', 218, 96],
  ['exit', 60, 93],
  ['exit_group', 231, 94],
  ['gettid', 186, 178],
  ['getpid', 39, 172],
  ['getppid', 110, 173],
  ['sched_yield', 24, 124],
  ['sched_getaffinity', 204, 123],
  ['sched_getparam', 143, 121],
  ['sched_getscheduler', 145, 120],
  ['sched_get_priority_max', 146, 125],
  ['sched_get_priority_min', 147, 126],
  ['rt_sigaction', 13, 134],
  ['rt_sigprocmask', 14, 135],
  ['rt_sigreturn', 15, 139],
  ['sigaltstack', 131, 132],
  ['tgkill', 234, 131],
  ['restart_syscall', 219, 128],
  // Time.
  ['clock_gettime', 228, 113],
  ['clock_getres', 229, 114],
  ['gettimeofday', 96, 169],
  ['time', 201, null],
  ['clock_nanosleep', 230, 115],
  ['nanosleep', 35, 101],
  // Its own ids.
  ['uname', 63, 160],
  ['getrusage', 98, 165],
  ['getuid', 102, 174],
  ['geteuid', 107, 175],
  ['getgid', 104, 176],
  ['getegid', 108, 177],
  ['capget', 125, 90],
  ['getpriority', 140, 141],
  ['getrandom', 318, 278],
  // Descriptor 3, the channel, which is the only socket.
  ['getsockname', 51, 204],
  ['getsockopt', 55, 209],
  ['shutdown', 48, 210],
  ['execve', 59, 221],
];

/** A call that is allowed with some arguments only. A mask or value is compared with the low 32 bits of the argument. */
export interface RuledCall {
  call: Call;
  /** Position of the argument, from 0. */
  argument: number;
  /** One bit that must be set. */
  bit?: number;
  /** Bits that must not be set. */
  none?: number;
  /** Values that it may have. */
  oneOf?: readonly number[];
  /** It must be 0 in all 64 bits: no pointer. */
  zero?: true;
  /** Name of the error where the argument is another. */
  otherwise: 'EPERM' | 'EINVAL' | 'ENOTTY';
}

export const RULED: readonly RuledCall[] = [
  {
    // A thread of this process: CLONE_THREAD. No new namespace, and none that traces: CLONE_NEW*, CLONE_PTRACE.
    call: ['clone', 56, 220],
    argument: 0,
    bit: 0x1_0000,
    none: 0x7e02_2000,
    otherwise: 'EPERM',
  },
  {
    // Not MAP_SHARED and not MAP_GROWSDOWN: the limit of private memory does not count such memory. Once it is unmapped, the
    // check of the resident size does not either.
    call: ['mmap', 9, 222],
    argument: 3,
    none: 0x101,
    otherwise: 'EPERM',
  },
  {
    // NORMAL, RANDOM, SEQUENTIAL, WILLNEED, DONTNEED, FREE, DONTFORK, HUGEPAGE, NOHUGEPAGE, DONTDUMP, DODUMP. Not MERGEABLE:
    // a process that shares a page with another one can learn its content by timing.
    call: ['madvise', 28, 233],
    argument: 2,
    oneOf: [0, 1, 2, 3, 4, 8, 10, 14, 15, 16, 17],
    otherwise: 'EINVAL',
  },
  {
    // F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC. Not F_SETPIPE_SZ, whose memory belongs to no process.
    call: ['fcntl', 72, 25],
    argument: 1,
    oneOf: [1, 2, 3, 4, 1030],
    otherwise: 'EINVAL',
  },
  {
    // TCGETS (is it a terminal?), FIONBIO, FIOCLEX.
    call: ['ioctl', 16, 29],
    argument: 1,
    oneOf: [0x5401, 0x5421, 0x5451],
    otherwise: 'ENOTTY',
  },
  {
    // PR_SET_NAME and PR_GET_NAME, for threads.
    call: ['prctl', 157, 167],
    argument: 0,
    oneOf: [15, 16],
    otherwise: 'EINVAL',
  },
  {
    // ARCH_SET_FS, which gives a thread its own variables.
    call: ['arch_prctl', 158, null],
    argument: 0,
    oneOf: [0x1002],
    otherwise: 'EINVAL',
  },
  {
    // Reads limits and sets none.
    call: ['prlimit64', 302, 261],
    argument: 2,
    zero: true,
    otherwise: 'EPERM',
  },
];
