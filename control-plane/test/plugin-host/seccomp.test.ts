import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ALLOWED, RULED } from '../../src/plugin-host/sandbox/seccomp/allowed-calls.ts';
import { seccompProgram } from '../../src/plugin-host/sandbox/seccomp/program.ts';
import { skipWhereMissing } from '../skip-where-missing.ts';
import { judge } from './filter-machine.ts';

const AUDIT = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const;
/** AUDIT_ARCH_ of i386, arm, riscv64, s390x, and one that does not exist. */
const OTHERS = [0x4000_0003, 0x4000_0028, 0xc000_00f3, 0x8000_0016, 0];
/** Beyond the last number that a kernel has. */
const NUMBERS = 1024;
const [EPERM, EINVAL, ENOTTY, ENOSYS] = [1, 22, 25, 38];

type Architecture = keyof typeof AUDIT;
const ARCHITECTURES = Object.keys(AUDIT) as Architecture[];

/** The kernel's own lists, of Debian's linux-libc-dev. */
const HEADERS: Record<Architecture, string> = {
  x64: '/usr/include/x86_64-linux-gnu/asm/unistd_64.h',
  arm64: '/usr/include/asm-generic/unistd.h',
};

/** What neither Node nor a plugin needs, and what attacks on kernels and neighbours are made of. */
const NEVER = [
  'socket socketpair connect bind listen accept accept4 sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg setsockopt',
  'fork vfork clone3 execveat ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal',
  'kill tkill rt_sigqueueinfo rt_tgsigqueueinfo setpriority sched_setaffinity sched_setscheduler sched_setattr setpgid setsid',
  'unshare setns mount umount2 pivot_root chroot chdir fchdir open_tree move_mount fsopen fsconfig fsmount mount_setattr',
  'open_by_handle_at name_to_handle_at memfd_create memfd_secret mlock mlock2 mlockall shmget shmat msgget semget mq_open',
  'io_uring_setup io_uring_enter io_uring_register io_setup userfaultfd bpf perf_event_open add_key request_key keyctl',
  'init_module finit_module delete_module kexec_load reboot syslog swapon settimeofday clock_settime adjtimex acct quotactl',
  'personality modify_ldt iopl ioperm set_thread_area seccomp landlock_create_ruleset setrlimit getrlimit',
  'setuid setgid setreuid setregid setresuid setresgid setgroups capset setfsuid setfsgid',
  'open openat2 creat mkdirat unlinkat renameat2 linkat symlinkat mknodat fchmodat fchownat truncate ftruncate fallocate utimensat',
  'setxattr removexattr inotify_init1 fanotify_init timerfd_create timer_create signalfd4 splice tee vmsplice copy_file_range',
  'process_madvise process_mrelease migrate_pages move_pages mbind set_mempolicy pkey_alloc remap_file_pages sysinfo',
  'rt_sigtimedwait wait4 waitid dup dup2 dup3 flock fsync sync sendfile lookup_dcookie vhangup uselib ustat sysfs',
].flatMap((line) => line.split(' '));

function numbersOf(architecture: Architecture): Map<string, number> {
  const text = readFileSync(HEADERS[architecture], 'utf8');
  const found = text.matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)/gm);
  // Names that differ between 32 and 64 bits.
  const names: Record<string, string> = { fstatat: 'newfstatat', sendfile64: 'sendfile' };
  return new Map(
    Array.from(found, ([, name, number]) => [names[name as string] ?? name, Number(number)] as const) as [
      string,
      number,
    ][],
  );
}

describe('the filter of system calls', () => {
  it('has no program for an architecture whose numbers are not listed', () => {
    for (const name of ['riscv64', 'ia32', 'arm', 'toString'])
      expect(seccompProgram(name)).to.equal(undefined);
  });

  for (const architecture of ARCHITECTURES) {
    describe(`on ${architecture}`, () => {
      const program = seccompProgram(architecture) as Buffer;
      const audit = AUDIT[architecture];
      const at = ARCHITECTURES.indexOf(architecture) + 1;
      const allowed = new Map(ALLOWED.map((call) => [call[at] as number | null, call[0]]));
      const ruled = new Map(RULED.map(({ call }) => [call[at] as number | null, call[0]]));
      const verdictOf = (number: number, ...values: (number | bigint)[]) =>
        judge(program, { architecture: audit, number, arguments: values });

      it('is one that the kernel takes', () => {
        expect(program.length / 8).to.be.lessThan(4096);
        // Every instruction is looked at, also those that no call leads to.
        for (let index = 0; index < program.length; index += 8) {
          expect(program.readUInt16LE(index)).to.be.oneOf([0x20, 0x15, 0x35, 0x45, 0x06]);
        }
        expect(program.readUInt16LE(program.length - 8), 'it ends with a verdict').to.equal(0x06);
      });

      it('has the numbers of the kernel’s own list', function () {
        const missing = `${HEADERS[architecture]} is missing (Debian: apt-get install linux-libc-dev)`;
        skipWhereMissing(this, existsSync(HEADERS[architecture]) ? undefined : missing);
        const numbers = numbersOf(architecture);
        for (const call of [...ALLOWED, ...RULED.map(({ call: one }) => one)]) {
          expect(call[at], call[0]).to.equal(numbers.get(call[0]) ?? null);
        }
        for (const name of NEVER) {
          const number = numbers.get(name);
          if (number !== undefined) expect(verdictOf(number), name).to.equal(ENOSYS);
          else expect(architecture, `${name} is a system call`).to.equal('arm64');
        }
      });

      it('allows what is listed, and lets everything else fail as if the kernel did not have it', () => {
        for (let number = 0; number < NUMBERS; number += 1) {
          if (ruled.has(number)) continue;
          // Whatever the arguments are.
          for (const value of [0n, 1n, 2n ** 64n - 1n]) {
            const verdict = verdictOf(number, value, value, value, value, value, value);
            expect(verdict, `number ${number}`).to.equal(allowed.has(number) ? 'allow' : ENOSYS);
          }
        }
      });

      it('ends a process that calls by numbers of another interface', () => {
        for (const other of [
          ...OTHERS,
          ...ARCHITECTURES.filter((one) => one !== architecture).map((one) => AUDIT[one]),
        ]) {
          for (const number of [0, 1, 59, 221, 319])
            expect(judge(program, { architecture: other, number })).to.equal('kill');
        }
        // x32: the numbers of x64 and more, with one bit set.
        for (const number of [0x4000_0000, 0x4000_0001, 0x4000_0200, 0x7fff_ffff, 0xffff_ffff]) {
          expect(verdictOf(number), String(number)).to.equal('kill');
        }
      });

      /** Verdicts by name of the call and its arguments. */
      const RULES: [name: string, values: (number | bigint)[], verdict: 'allow' | number][] = [
        // What glibc gives for a thread.
        ['clone', [0x3d_0f00], 'allow'],
        ['clone', [0x3d_0f00n | (1n << 63n)], 'allow'],
        // fork(), vfork(), and a child with all memory shared that is no thread.
        ['clone', [0x0120_0011], EPERM],
        ['clone', [0x4111], EPERM],
        ['clone', [0x0000_0f00], EPERM],
        ['clone', [0x1_0000n << 32n], EPERM],
        ...[
          0x2_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000, 0x2000,
        ].map((flag): [string, number[], number] => ['clone', [0x3d_0f00 | flag], EPERM]),
        // Private, anonymous, at a fixed place, of a file.
        ['mmap', [0, 4096, 3, 0x22], 'allow'],
        ['mmap', [0, 4096, 3, 0x12_0022], 'allow'],
        ['mmap', [0, 4096, 3, 0x32], 'allow'],
        ['mmap', [0, 4096, 5, 0x802], 'allow'],
        ['mmap', [0, 4096, 3, 0x21], EPERM],
        ['mmap', [0, 4096, 3, 0x23], EPERM],
        ['mmap', [0, 4096, 3, 0x01], EPERM],
        ['mmap', [0, 4096, 3, 0x122], EPERM],
        ...[0, 1, 2, 3, 4, 8, 10, 14, 15, 16, 17].map((advice): [string, number[], 'allow'] => [
          'madvise',
          [0, 4096, advice],
          'allow',
        ]),
        // MERGEABLE, HWPOISON, SOFT_OFFLINE, PAGEOUT, COLLAPSE.
        ...[12, 100, 101, 21, 25].map((advice): [string, number[], number] => [
          'madvise',
          [0, 4096, advice],
          EINVAL,
        ]),
        ...[1, 2, 3, 4, 1030].map((command): [string, number[], 'allow'] => ['fcntl', [3, command], 'allow']),
        // SETOWN, SETSIG, SETLEASE, SETPIPE_SZ, ADD_SEALS, NOTIFY.
        ...[8, 10, 1024, 1031, 1033, 1026].map((command): [string, number[], number] => [
          'fcntl',
          [3, command],
          EINVAL,
        ]),
        ...[0x5401, 0x5421, 0x5451].map((request): [string, number[], 'allow'] => [
          'ioctl',
          [3, request],
          'allow',
        ]),
        ['ioctl', [3, 0x5401n | (1n << 40n)], 'allow'],
        // TIOCSTI, TIOCLINUX, FIONREAD, SIOCGIFCONF, NS_GET_PARENT, FICLONE.
        ...[0x5412, 0x541c, 0x541b, 0x8912, 0xb702, 0x4004_9409].map(
          (request): [string, number[], number] => ['ioctl', [3, request], ENOTTY],
        ),
        ['prctl', [15], 'allow'],
        ['prctl', [16], 'allow'],
        // SET_PDEATHSIG, SET_DUMPABLE, SET_SECCOMP, CAPBSET_DROP, SET_MM, NO_NEW_PRIVS, CAP_AMBIENT, SPECULATION, PTRACER.
        ...[1, 4, 22, 24, 35, 38, 47, 53, 0x5961_6d61].map((option): [string, number[], number] => [
          'prctl',
          [option],
          EINVAL,
        ]),
        ['prlimit64', [0, 7, 0, 4096], 'allow'],
        ['prlimit64', [0, 7, 4096, 0], EPERM],
        ['prlimit64', [0, 7, 1n << 32n, 0], EPERM],
        ['arch_prctl', [0x1002], 'allow'],
        // SET_GS, MAP_VDSO_X32, REQ_XCOMP_PERM.
        ...[0x1001, 0x2001, 0x1023].map((option): [string, number[], number] => [
          'arch_prctl',
          [option],
          EINVAL,
        ]),
      ];

      it('judges calls by their arguments', () => {
        const seen = new Set<string>();
        for (const [name, values, verdict] of RULES) {
          const [number] = [...ruled].find(([, one]) => one === name) ?? [];
          if (number === undefined || number === null) continue;
          seen.add(name);
          expect(verdictOf(number, ...values), `${name} ${values.join(' ')}`).to.equal(verdict);
        }
        const known = [...ruled].filter(([number]) => number !== null).map(([, name]) => name);
        expect([...seen], 'every rule has cases').to.have.members(known);
      });
    });
  }
});
