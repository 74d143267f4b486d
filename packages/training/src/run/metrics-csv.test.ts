import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MetricsLog, type MetricsRecord } from '@ftn/checkpoints/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logMeasured } from './log-measured.js';
import { MetricsCsv } from './metrics-csv.js';

const step = (at: number): MetricsRecord => ({
  kind: 'step',
  step: at,
  epoch: 0,
  loss: 2 / at,
  'depth, m': 0.5,
  rates: { factors: 0.01 },
  imagesPerSecond: 100,
});
const linesOfStep = (at: number) => [
  `${at},0,train/loss,${2 / at}`,
  `${at},0,"train/depth, m",0.5`,
  `${at},0,rate/factors,0.01`,
  `${at},0,train/images-per-second,100`,
];

let directory: string;
const lines = async () => (await readFile(join(directory, 'metrics.csv'), 'utf8')).trimEnd().split('\n');
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-csv-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('adds a line for each scalar, and is made anew from the log where a run goes on', async () => {
  const place = { directory, metric: 'accuracy' };
  const csv = await MetricsCsv.open(place, []);
  await csv.append(step(1));
  await csv.append({ kind: 'epoch', step: 1, epoch: 0, loss: 2, validation: 61.5 });
  await csv.append({ kind: 'epoch', step: 1, epoch: 1, loss: 2, validation: null });
  await csv.append({ kind: 'change', step: 1, epoch: 0, changes: ['x: 1 → 2'], rates: 'a rule' });
  const head = 'step,epoch,scalar,value';
  const epoch = ['1,0,train/epoch-loss,2', '1,0,validation/accuracy,61.5', '1,1,train/epoch-loss,2'];
  expect(await lines()).toEqual([head, ...linesOfStep(1), ...epoch]);
  // A kill within a line, and steps that the run goes back before.
  await appendFile(join(directory, 'metrics.csv'), '2,0,train/lo');
  const again = await MetricsCsv.open(place, [step(1)]);
  await again.append(step(2));
  expect(await lines()).toEqual([head, ...linesOfStep(1), ...linesOfStep(2)]);
});

it('logs what a run reaches on its test images once, in every log', async () => {
  const reached = { classification: { metrics: { accuracy: 81.25, top5: 97 } } };
  await logMeasured(directory, reached, 'accuracy');
  const log = await MetricsLog.open(join(directory, 'metrics.jsonl'));
  await log.append(step(1));
  await log.close();
  await logMeasured(directory, { classification: { metrics: { accuracy: 12 } } }, 'accuracy');
  await logMeasured(directory, reached, 'accuracy');
  const { records, damaged } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  expect(damaged).toEqual([]);
  expect(records.slice(1)).toEqual([
    { kind: 'test', step: 1, epoch: 0, metrics: { accuracy: 81.25, top5: 97 } },
  ]);
  expect((await lines()).slice(-2)).toEqual(['1,0,test/accuracy,81.25', '1,0,test/top5,97']);
  expect((await readFile(join(directory, 'events.out.tfevents.0001'))).includes('test/accuracy')).toBe(true);

  const tasks = { edge: { metrics: { odsF: 60 } }, depth: { metrics: { RMSE: 0.5 } } };
  await logMeasured(directory, tasks, 'odsF');
  expect((await lines()).slice(-2)).toEqual(['1,0,test/edge/odsF,60', '1,0,test/depth/RMSE,0.5']);
});
