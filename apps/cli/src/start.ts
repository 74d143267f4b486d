import type { Ready } from './program.js';
import { run } from './run.js';

/** Runs the command with the words of this process, and leaves its exit code. */
export async function start(ready?: Ready): Promise<void> {
  // A reader that closed the pipe (`| head`) ends the output, not the work.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await run(process.argv.slice(2), { ready });
}
