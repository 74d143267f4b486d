import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Tells this machine from others that share a disk with it. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Beside `path`, where this process writes what takes its name once it is whole. */
export const partialOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${machine}-${process.pid}.partial`);

/** Removes what processes of this machine that were killed had begun to write for `path`. */
export async function sweepPartials(path: string): Promise<void> {
  const folder = dirname(path);
  const name = `.${basename(path)}`;
  for (const found of await readdir(folder).catch(() => [])) {
    if (!found.startsWith(`${name}.`)) continue;
    const [, on, pid] = /^\.([0-9a-f]{8})-(\d+)\.partial$/.exec(found.slice(name.length)) ?? [];
    if (on === machine && !isRunning(Number(pid)))
      await rm(join(folder, found), { recursive: true, force: true }).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be asked: it runs.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
