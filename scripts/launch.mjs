import { spawn } from 'node:child_process';

/** Two SIGINTs closer than this are one Ctrl-C: the terminal sends it to everyone, and pnpm passes its own on. */
const sameKeyMs = 1000;

/**
 * Runs Node with the given arguments, passes signals on once each, waits for its end and ends like it.
 *
 * The child gets its own process group, so that Ctrl-C reaches it only through here; it sees its end of the
 * channel close if this process is killed.
 */
export function launch(args, env = process.env) {
  const child = spawn(process.execPath, args, {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
  let interrupted = Number.NEGATIVE_INFINITY;
  process.on('SIGINT', () => {
    const now = performance.now();
    if (now - interrupted > sameKeyMs) child.kill('SIGINT');
    interrupted = now;
  });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGWINCH', 'SIGCONT'])
    process.on(signal, () => child.kill(signal));
  process.on('SIGTSTP', () => {
    child.kill('SIGSTOP');
    process.kill(process.pid, 'SIGSTOP');
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
