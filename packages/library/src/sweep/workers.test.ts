import { expect, it } from 'vitest';
import { SweepWorker } from './workers.js';

it('starts no process once it was ended, whoever still asks', async () => {
  const worker = new SweepWorker('/nowhere/at/all.js');
  await worker[Symbol.asyncDispose]();
  const end = await worker.measure({ kind: 'measure', kinds: [], threads: 1 });
  expect(end).toEqual({ kind: 'died', reason: 'it was ended', output: '' });
  expect(worker.pid).toBeUndefined();
});
