import { readFileSync, writeFileSync } from 'node:fs';

/** Begins anew with what `highestMemory` tells of a process (proc(5), clear_refs). */
export function forgetHighestMemory(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** @returns MiB of physical memory that a process has used at its highest since it began, or since it was forgotten */
export function highestMemory(pid: number): number {
  return memory(pid, 'VmHWM');
}

/** @returns MiB of physical memory that a process uses now */
export function residentMemory(pid: number): number {
  return memory(pid, 'VmRSS');
}

function memory(pid: number, field: string): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(field));
  return Number(line?.replace(/\D/g, '')) / 1024;
}
