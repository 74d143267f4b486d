import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** So many builds stay however old they are: going back and forth between branches builds nothing. */
const kept = 4;

/** A day. Guards what runs where its processes cannot be seen from here, such as in a container. */
const restMs = 86_400_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Removes builds, finished or given up, that nothing runs or has run for a day, but for the newest few. */
export function pruneBuilds(cache, current) {
  const now = Date.now();
  const builds = [];
  for (const name of readdirSync(cache)) {
    if (name === current) continue;
    const folder = join(cache, name);
    try {
      // Its time changes whenever a process comes or goes.
      const users = name.startsWith('making-') ? folder : join(folder, 'users');
      builds.push({ folder, users, used: statSync(users).mtimeMs });
    } catch {
      // Another process has just taken it away.
    }
  }
  builds.sort((a, b) => b.used - a.used);
  for (const { folder, users, used } of builds.slice(kept - 1)) {
    if (now - used < restMs || readdirSync(users).some((pid) => isAlive(Number(pid)))) continue;
    const leaving = join(cache, `making-removed-${process.pid}`);
    try {
      renameSync(folder, leaving);
      rmSync(leaving, { recursive: true, force: true });
    } catch {
      // The same: what remains goes another time.
    }
  }
}
