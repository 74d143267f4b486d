#!/usr/bin/env node
import { run } from './run.js';

// A reader that closed the pipe (`| head`) ends the output, not the work.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(process.argv.slice(2));
