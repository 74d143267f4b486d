// Runs a command that does not outlive who asked for it: node run-attached.mjs COMMAND ARGUMENTS…, as the leader of a
// process group of its own, with a pipe for its input. Once that pipe ends, because it was closed or because the process at
// its other end is gone in whatever way, the whole group is ended: pip behind a shim and a compiler's own children too.
import { spawn } from 'node:child_process';

/** How long the group has to go by itself. */
const graceMs = 1000;

const [command, ...args] = process.argv.slice(2);
// This process's own options were not meant for the command, nor the command's for it.
const env = { ...process.env, NODE_OPTIONS: process.env.FTN_NODE_OPTIONS ?? '' };
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env });

let ending = false;
function endGroup() {
  if (ending) return;
  ending = true;
  // It belongs to the group itself, and has to see to the rest of it.
  process.on('SIGTERM', () => {});
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), graceMs);
}

process.stdin.on('end', endGroup).on('error', endGroup).resume();
child.on('error', (error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(error.code === 'ENOENT' ? 127 : 126);
});
child.on('close', (code, signal) => {
  if (ending) return;
  if (signal) process.stderr.write(`\nerror: ended by ${signal}\n`);
  process.exit(code ?? 1);
});
