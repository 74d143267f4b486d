import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Remembers why an installation failed, so that the next command need not wait to find it out again. */
export function rememberFailure(path: string, reason: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, reason);
  } catch {
    // A cache that cannot be written is itself the reason, and costs nothing to find again.
  }
}

export function forgetFailure(path: string): void {
  rmSync(path, { force: true });
}

/** The reason of a failure younger than `withinMs`; null when there is none. */
export function recentFailure(path: string, withinMs: number): string | null {
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    return age < withinMs ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}
