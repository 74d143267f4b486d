// In the place of a sweep's training process: the same messages, locks and checkpoints around a chain of hashes.

import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  assertProof,
  lockRun,
  readLatestRunCheckpoint,
  writeFileAtomic,
  writeRunCheckpoint,
} from '@ftn/checkpoints/node';
import { LockedError } from '@ftn/errors';
import type { WorkerEnd, WorkerRequest } from '@ftn/library/internal';
import { firstLink, nextLink, tinyRunOf } from './tiny-runs.js';

let stopped = false;
let working = false;

/** Tells the test what happens, in a file outside the sweep: process, run and step. */
const tell = (what: string, id: string, step: number) =>
  appendFileSync(
    process.env.FTN_TRAIL!,
    `${JSON.stringify({ what, id, step, pid: process.pid, at: Date.now() })}\n`,
  );

async function train({ options, out, proof }: Extract<WorkerRequest, { kind: 'train' }>): Promise<WorkerEnd> {
  const folder = dirname(out);
  const id = basename(folder);
  const { steps, stepMs, busyMs, dies } = tinyRunOf(options);
  try {
    await assertProof(folder, proof);
    const lock = await lockRun(out);
    const found = await readLatestRunCheckpoint(out);
    let step = found?.step ?? 0;
    let link = found ? String((found.header as { readonly link: string }).link) : firstLink(id);
    tell('begins', id, step);
    while (step < steps) {
      step++;
      if (dies === step) {
        process.stderr.write(`step ${step} is poison\n`);
        process.abort();
      }
      const until = Date.now() + (busyMs ?? 0);
      while (Date.now() < until);
      await sleep(stepMs);
      link = nextLink(link, step);
      await writeRunCheckpoint(out, { step, header: { link }, tensors: new Map() }, { token: lock.token });
      tell('step', id, step);
      if (stopped) {
        await lock.release();
        return { kind: 'stopped' };
      }
    }
    await lock.release();
    await assertProof(folder, proof);
    await mkdir(join(out, 'adapter'), { recursive: true });
    await writeFileAtomic(join(out, 'adapter', 'adapter.safetensors'), link);
    const metrics = { accuracy: Number.parseInt(link.slice(0, 12), 16) };
    return { kind: 'trained', trained: [{ metrics, validation: null } as never], engine: 'none' };
  } catch (error) {
    if (error instanceof LockedError) return { kind: 'taken' };
    return { kind: 'failed', message: String(error) };
  }
}

process.on('message', async (request: WorkerRequest) => {
  if (request.kind === 'stop') {
    stopped = true;
    return;
  }
  if (request.kind !== 'train') return;
  working = true;
  stopped = false;
  const end = await train(request);
  working = false;
  process.send?.(end);
});
process.on('disconnect', () => {
  stopped = true;
  setInterval(() => !working && process.exit(0), 20);
});
