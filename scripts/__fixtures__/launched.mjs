// Does what its first argument says, and writes what happens to it.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

process.on('disconnect', () => {
  process.stdout.write('launcher gone\n');
  process.exit(0);
});
process.channel?.unref();

const [what, value] = process.argv.slice(2);
if (what === 'exit') process.exit(Number(value));
if (what === 'wait') {
  let count = 0;
  process.on('SIGINT', () => {
    count++;
    process.stdout.write(`SIGINT ${count}\n`);
    // A clean end takes its time; a second signal within it would show.
    if (count === 1) setTimeout(() => process.exit(130), 700);
  });
  process.stdout.write('ready\n');
  setInterval(() => {}, 1000);
}
if (what === 'die') process.kill(process.pid, 'SIGKILL');
const typed = fileURLToPath(new URL('./typed.ts', import.meta.url));
if (what === 'child') process.stdout.write(execFileSync(process.execPath, [typed, 'child']));
if (what === 'worker') new Worker(typed, { argv: ['worker'] });
