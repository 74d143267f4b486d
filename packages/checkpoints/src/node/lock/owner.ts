import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from '@ftn/errors/node';

/** Enough to tell a process from every other, also from a later one with its number. */
export interface Owner {
  readonly pid: number;
  /** Start in clock ticks since boot; null where the system does not say. */
  readonly startTime: string | null;
  readonly host: string;
  /** Changes with every start of the machine; null where the system does not say. */
  readonly bootId: string | null;
}

/** This process. */
export function currentOwner(): Owner {
  return {
    pid: process.pid,
    startTime: processOf(process.pid).startTime,
    host: hostname(),
    bootId: bootId(),
  };
}

/** Whether a lock's owner still runs; of another host nothing can be known. */
export function liveness(owner: Owner): 'alive' | 'gone' | 'unknown' {
  if (owner.host !== hostname()) return 'unknown';
  const boot = bootId();
  if (owner.bootId !== null && boot !== null && owner.bootId !== boot) return 'gone';
  const { running, startTime } = processOf(owner.pid);
  if (!running) return 'gone';
  // The number may have been given to another process since.
  return owner.startTime !== null && startTime !== null && owner.startTime !== startTime ? 'gone' : 'alive';
}

/** Whether a process of this machine runs. */
export const isRunning = (pid: number) => processOf(pid).running;

function processOf(pid: number): { running: boolean; startTime: string | null } {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat !== null) {
    // The name in parentheses may hold anything: fields are counted from its end. State is field 3, start 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { running: !['Z', 'X'].includes(fields[0]!), startTime: fields[19] ?? null };
  }
  try {
    process.kill(pid, 0);
    return { running: true, startTime: null };
  } catch (error) {
    return { running: errorCode(error) === 'EPERM', startTime: null };
  }
}

function bootId(): string | null {
  return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
