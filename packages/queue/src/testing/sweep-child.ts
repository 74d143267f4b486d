// A worker as a program would start it, for tests that train in earnest.

import { type WorkOptions, workOnSweep } from '../index.js';

const options = JSON.parse(process.argv[2]!) as WorkOptions;
const run = workOnSweep(options);
for await (const event of run) if (event.kind === 'note') process.stderr.write(`${event.text}\n`);
process.stdout.write(`${JSON.stringify(await run)}\n`);
