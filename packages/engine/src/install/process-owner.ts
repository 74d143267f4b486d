import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who made a lock or a half-built folder. */
export interface Owner {
  readonly pid: number;
  /** When the process began, in clock ticks since the machine's start: tells a reused pid. Null where unknown. */
  readonly started: string | null;
  readonly host: string;
  /** The machine's start; null where unknown. */
  readonly boot: string | null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Field 22 of /proc/PID/stat; the name in field 2 may itself hold spaces and brackets. */
function startOf(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** This process. */
export function thisOwner(): Owner {
  const boot = readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
  return { pid: process.pid, started: startOf(process.pid), host: hostname(), boot };
}

/** Whether the process still runs; null when it cannot be told from here (another host). */
export function isAlive(owner: Owner): boolean | null {
  const me = thisOwner();
  if (owner.host !== me.host) return null;
  if (owner.boot !== me.boot) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return owner.started === null || startOf(owner.pid) === owner.started;
}
