import type { Ready } from './program.js';
import { run } from './run.js';

/** Runs the command with the words of this process, and leaves its exit code. */
export async function start(ready?: Ready): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), { ready });
}
