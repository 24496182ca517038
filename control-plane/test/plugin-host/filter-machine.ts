/** A system call as the kernel shows it to a filter (struct seccomp_data). */
export interface SystemCall {
  architecture: number;
  number: number;
  /** Up to six; each has 64 bits. */
  arguments?: readonly (number | bigint)[];
}

/** Instructions after which a program that has no jump back has ended, or is none. */
const MOST = 4096;

/**
 * Runs a filter as the kernel does (`seccomp_check_filter` and `bpf_check_classic` name what it takes).
 *
 * @returns `allow`, `kill`, or the number of the error that the call fails with
 * @throws Error for an instruction that the kernel would refuse
 */
export function judge(program: Buffer, call: SystemCall): 'allow' | 'kill' | number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.number >>> 0, 0);
  data.writeUInt32LE(call.architecture, 4);
  (call.arguments ?? []).forEach((value, index) => {
    data.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), 16 + 8 * index);
  });
  let loaded = 0;
  for (let at = 0, steps = 0; steps < MOST; steps += 1) {
    if (8 * at >= program.length) throw new Error(`the program jumps out of its end, to ${at}`);
    const [code, ifTrue, ifFalse] = [
      program.readUInt16LE(8 * at),
      program.readUInt8(8 * at + 2),
      program.readUInt8(8 * at + 3),
    ];
    const operand = program.readUInt32LE(8 * at + 4);
    const jump = (condition: boolean): void => {
      at += 1 + (condition ? ifTrue : ifFalse);
    };
    if (code === 0x20) {
      if (operand % 4 !== 0) throw new Error(`a load from ${operand}, which is no word`);
      loaded = data.readUInt32LE(operand);
      at += 1;
    } else if (code === 0x15) jump(loaded === operand);
    else if (code === 0x35) jump(loaded >= operand);
    else if (code === 0x45) jump((loaded & operand) !== 0);
    else if (code === 0x06) return verdict(operand);
    else throw new Error(`an instruction ${code} that is not known`);
  }
  throw new Error('the program does not end');
}

function verdict(value: number): 'allow' | 'kill' | number {
  if (value === 0x7fff_0000) return 'allow';
  if (value === 0x8000_0000) return 'kill';
  if (value >>> 16 === 5) return value & 0xffff;
  throw new Error(`a verdict ${value} that is not known`);
}
