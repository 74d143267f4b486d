import { spawn } from 'node:child_process';

/**
 * The environment in which Node runs the packages' TypeScript sources. It goes by NODE_OPTIONS, not by
 * arguments, because child processes inherit that without having to know of it, and from Node 22 on worker
 * threads too. (Node 20 gives a thread no loader named by --import: a worker registers tsx itself.)
 */
export function sourceEnvironment() {
  const options = [
    process.env.NODE_OPTIONS,
    '--conditions=@ftn/source',
    `--import=${import.meta.resolve('tsx')}`,
  ];
  return { ...process.env, NODE_OPTIONS: options.filter(Boolean).join(' ') };
}

/** Two SIGINTs closer than this are one Ctrl-C: the terminal sends it to everyone, and pnpm passes its own on. */
const sameKeyMs = 1000;

/**
 * Runs a Node script on the sources, passes signals on once each, waits for its end and ends like it.
 *
 * The child gets its own process group, so that Ctrl-C reaches it only through here; it sees its end of the
 * channel close if this process is killed.
 */
export function runOnSources(script, args) {
  const child = spawn(process.execPath, [script, ...args], {
    env: sourceEnvironment(),
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
