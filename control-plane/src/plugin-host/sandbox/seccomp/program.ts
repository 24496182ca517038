import { ALLOWED, RULED, type Call, type RuledCall } from './allowed-calls.ts';

/** Operations of the kernel's filter machine (linux/filter.h); all values have 32 bits. */
const LOAD = 0x20;
const IF_EQUAL = 0x15;
const IF_AT_LEAST = 0x35;
const IF_ANY_BIT = 0x45;
const RETURN = 0x06;

/** What a program returns (linux/seccomp.h). */
const ALLOW = 0x7fff_0000;
const KILL_PROCESS = 0x8000_0000;
const FAIL_WITH = 0x0005_0000;
const ERRNO = { EPERM: 1, EINVAL: 22, ENOTTY: 25, ENOSYS: 38 } as const;

/** Where a program finds the call (struct seccomp_data). Both architectures are little-endian. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const lowHalf = (argument: number): number => 16 + 8 * argument;
const highHalf = (argument: number): number => lowHalf(argument) + 4;

/** On x64, numbers from here on are calls of the x32 interface. */
const X32 = 0x4000_0000;

const ARCHITECTURES = {
  // AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 (linux/audit.h).
  x64: { audit: 0xc000_003e, numberOf: ([, x64]: Call) => x64 },
  arm64: { audit: 0xc000_00b7, numberOf: ([, , arm64]: Call) => arm64 },
} as const;

/** Code, instructions to skip if true, instructions to skip if false, operand. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

const load = (offset: number): Instruction => [LOAD, 0, 0, offset];
const give = (verdict: number): Instruction => [RETURN, 0, 0, verdict];
const failWith = (error: keyof typeof ERRNO): Instruction => give(FAIL_WITH | ERRNO[error]);

/**
 * The filter that the kernel asks before each system call of a sandbox. Calls that are not listed fail with ENOSYS, as on
 * a kernel that does not have them, and programs use other calls instead. This includes `clone3` and io_uring, whose
 * arguments a filter cannot see: glibc then uses `clone`, and libuv uses epoll. Calls through the interface of another
 * architecture, whose numbers mean something else, end the process.
 *
 * @returns the program as `bwrap --seccomp` reads it; `undefined` for an architecture whose numbers are not in the table
 */
export function seccompProgram(architecture: string): Buffer | undefined {
  if (!Object.hasOwn(ARCHITECTURES, architecture)) return undefined;
  const { audit, numberOf } = ARCHITECTURES[architecture as keyof typeof ARCHITECTURES];
  const program: Instruction[] = [
    load(ARCHITECTURE),
    [IF_EQUAL, 1, 0, audit],
    give(KILL_PROCESS),
    load(NUMBER),
    [IF_AT_LEAST, 0, 1, X32],
    give(KILL_PROCESS),
  ];
  for (const rule of RULED) {
    const number = numberOf(rule.call);
    if (number === null) continue;
    const body = judged(rule);
    program.push([IF_EQUAL, 0, body.length, number], ...body);
  }
  for (const call of ALLOWED) {
    const number = numberOf(call);
    if (number !== null) program.push([IF_EQUAL, 0, 1, number], give(ALLOW));
  }
  program.push(failWith('ENOSYS'));
  return encode(program);
}

/** The instructions for one call. They always end with a return. */
function judged({ argument, bit, none, oneOf = [], zero, otherwise }: RuledCall): Instruction[] {
  const refuse = failWith(otherwise);
  const program = [load(lowHalf(argument))];
  if (bit !== undefined) program.push([IF_ANY_BIT, 1, 0, bit], refuse);
  if (none !== undefined) program.push([IF_ANY_BIT, 0, 1, none], refuse);
  for (const value of oneOf) program.push([IF_EQUAL, 0, 1, value], give(ALLOW));
  if (oneOf.length > 0) return [...program, refuse];
  if (zero) {
    program.push([IF_EQUAL, 1, 0, 0], refuse, load(highHalf(argument)), [IF_EQUAL, 1, 0, 0], refuse);
  }
  return [...program, give(ALLOW)];
}

function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(8 * program.length);
  program.forEach(([code, ifTrue, ifFalse, operand], index) => {
    const at = 8 * index;
    bytes.writeUInt16LE(code, at);
    bytes.writeUInt8(ifTrue, at + 2);
    bytes.writeUInt8(ifFalse, at + 3);
    bytes.writeUInt32LE(operand, at + 4);
  });
  return bytes;
}
