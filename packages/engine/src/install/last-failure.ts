import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

function rememberFailure(path: string, reason: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, reason);
  } catch {
    // A cache that cannot be written is itself the reason, and costs nothing to find again.
  }
}

function forgetFailure(path: string): void {
  rmSync(path, { force: true });
}

/** The reason of a failure younger than `withinMs`; null when there is none. */
function recentFailure(path: string, withinMs: number): string | null {
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    return age < withinMs ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}

/**
 * Attempts an installation, and remembers in the file `path` why it failed, so that the next command need not wait to find it out
 * again.
 *
 * @param attempt resolves to null, or to one line saying why it failed
 * @returns null, or that line, of this attempt or of one that failed within the last `withinMs`
 * @throws what `attempt` throws where it was aborted
 */
export async function rememberingFailure(
  path: string,
  { withinMs, signal }: { readonly withinMs: number; readonly signal?: AbortSignal | undefined },
  attempt: () => Promise<string | null>,
): Promise<string | null> {
  const before = recentFailure(path, withinMs);
  if (before !== null) return before;
  let reason: string | null;
  try {
    reason = await attempt();
  } catch (error) {
    if (signal?.aborted) throw error;
    reason = (error as Error).message;
  }
  if (reason === null) forgetFailure(path);
  else rememberFailure(path, reason);
  return reason;
}
