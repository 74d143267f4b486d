import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MetricsLog, readLatestRunCheckpoint } from '@ftn/checkpoints/node';
import { InterruptedError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { row, scaled, seeded } from '@ftn/reliability';
import { afterAll, expect, vi } from 'vitest';
import { beginLife, callsMade, onCall } from '../testing/dying-fs.js';
import {
  accuracyOf,
  tinyBackbone,
  tinyConfig,
  tinyDomain,
  tinyHeldOut,
  tinySource,
  valuesOf,
} from '../testing/tiny-training.js';
import type { StopRequest } from './run-recorder.js';
import { runTraining } from './run-training.js';

vi.mock('node:fs/promises', async (original) => {
  const { dyingFs } = await import('../testing/dying-fs.js');
  return dyingFs(await original());
});

const root = mkdtempSync(join(tmpdir(), 'ftn-stops-'));
afterAll(() => rmSync(root, { recursive: true }));
const backbone = tinyBackbone();

/** A run to its end, or to where it is told to stop; what it leaves. */
async function run(directory: string, stop?: StopRequest) {
  const domain = tinyDomain(backbone, 'ftn', { rank: 2 });
  const ended = await runTraining({
    directory,
    domain,
    data: tinySource(6, 2),
    config: { ...tinyConfig, epochs: 2 },
    settings: {},
    fingerprint: {},
    resume: true,
    saveEvery: 2,
    ...(stop ? { stop } : {}),
    validate: (_epoch, onBatch) => accuracyOf(domain, tinyHeldOut(6), onBatch),
  }).catch((error: unknown) => error);
  const { records } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  const log = records.map(({ imagesPerSecond: _, ...record }) => record);
  const values = valuesOf(domain);
  domain.dispose();
  return { ended, end: { log, values } };
}

/** Tells runs to stop at moments all over their life: at a call to the file system, within a save or between two. */
async function stopRuns(count: number, spoil = (_directory: string) => {}) {
  const whole = await run(mkdtempSync(join(root, 'whole-')));
  beginLife();
  await run(mkdtempSync(join(root, 'counted-')));
  const calls = callsMade().length;
  const random = new RandomStream(6, 'stops');
  const problems: string[] = [];
  let early = 0;
  for (let i = 0; i < count; i++) {
    const directory = mkdtempSync(join(root, 'stopped-'));
    const stop = { requested: false, exitCode: random.pick([130, 143] as const) };
    const at = random.integer(calls);
    beginLife();
    onCall((made) => {
      stop.requested ||= made > at;
    });
    const { ended } = await run(directory, stop);
    onCall(() => {});
    const interrupted = ended instanceof InterruptedError;
    if (interrupted) early++;
    if (interrupted && ended.exitCode !== stop.exitCode) problems.push(`call ${at}: exit ${ended.exitCode}`);
    if (ended instanceof Error && !interrupted) problems.push(`call ${at}: ${ended.message}`);
    spoil(directory);
    if (interrupted && !(await readLatestRunCheckpoint(directory)))
      problems.push(`call ${at}: nothing was saved`);
    const left = readdirSync(directory).filter((name) => name.endsWith('.tmp'));
    if (left.length > 0) problems.push(`call ${at}: left ${left}`);
    const resumed = await run(directory);
    if (!isDeepStrictEqual(resumed.end, whole.end))
      problems.push(`call ${at}: the resumed run ends otherwise`);
    rmSync(directory, { recursive: true });
  }
  return { problems, early };
}

row('K6', 'at every part of a run', async () => {
  const count = scaled(100);
  const { problems, early } = await stopRuns(count);
  expect(problems).toEqual([]);
  expect(early).toBeGreaterThan(count / 3);
  return {
    count,
    figure: `${early} stopped with a checkpoint, the rest had ended; ${count} equal to the bit on resuming`,
  };
});

seeded('K6', 'the process ends before the save is through', async () => {
  const { problems } = await stopRuns(3, (directory) => {
    for (const name of readdirSync(directory)) if (name.endsWith('.ftn')) rmSync(join(directory, name));
  });
  expect(problems.join()).toContain('nothing was saved');
});
