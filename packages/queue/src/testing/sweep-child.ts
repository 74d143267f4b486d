// A worker as a program would start it, for tests that train in earnest.

import { openStore } from '@ftn/store';
import { type WorkOptions, workOnSweep } from '../index.js';

const { store: place, ...options } = JSON.parse(process.argv[2]!) as Omit<WorkOptions, 'store'> & {
  readonly store?: string;
};
// A thenable: what is awaited besides must come before it.
const store = place === undefined ? undefined : await openStore(place);
const run = workOnSweep({ ...options, store });
for await (const event of run) if (event.kind === 'note') process.stderr.write(`${event.text}\n`);
process.stdout.write(`${JSON.stringify(await run)}\n`);
