import { UsageError } from '@ftn/errors';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { roomBatch, tinyDenseDomain, tinyLabels, tinyTasks } from '../testing/tiny-rooms.js';
import { tinyBackbone, valuesOf } from '../testing/tiny-training.js';
import { createDenseTask } from './create-dense-task.js';
import type { DenseBatch } from './dense-batch.js';
import type { DenseTask } from './dense-task.js';
import { evaluateDense } from './evaluate-dense.js';

const backbone = tinyBackbone();
afterAll(() => backbone.dispose());

async function* rooms(): AsyncIterable<DenseBatch> {
  yield roomBatch('test', [0, 1, 2], 4);
  yield roomBatch('test', [3], 4);
}

const [edge, semseg, normals, depth] = tinyTasks as [DenseTask, DenseTask, DenseTask, DenseTask];

/** The task's metrics of predictions made from the batch itself. */
async function metricsOf(task: DenseTask, predict: (batch: DenseBatch) => Float32Array | Int32Array) {
  const meter = task.meter();
  for await (const batch of rooms()) await meter.update(predict(batch), batch);
  return meter.result();
}

describe('the meters', () => {
  it('give the truth full marks', async () => {
    const labels = (batch: DenseBatch) => batch.labels!.data.map((label) => (label === 255 ? 0 : label));
    expect(await metricsOf(semseg, labels)).toMatchObject({ mIoU: 100, pixelAccuracy: 100 });
    expect(await metricsOf(normals, (batch) => batch.normals!.data)).toMatchObject({ mErr: 0, under11: 100 });
    expect(await metricsOf(depth, (batch) => batch.depth!.data)).toMatchObject({ RMSE: 0, absolute: 0 });
    // The protocol draws a contour around the truth's lines: at their ends the lines themselves are not its best answer.
    expect((await metricsOf(edge, (batch) => batch.edge!.data)).odsF).toBeGreaterThan(95);
  });

  it('count what is known alone', async () => {
    const off = (batch: DenseBatch) => batch.depth!.data.map((metres) => (metres === 0 ? 50 : metres + 0.5));
    expect((await metricsOf(depth, off)).RMSE).toBeCloseTo(0.5, 6);
    const turned = (batch: DenseBatch) => {
      const [x, y, z] = [0, 1, 2].map((c) => batch.normals!.data.filter((_, i) => i % 3 === c));
      return Float32Array.from(batch.normals!.data, (_, i) => [y!, z!, x!][i % 3]![Math.floor(i / 3)]!);
    };
    expect((await metricsOf(normals, turned)).mErr).toBeCloseTo(90, 6);
  });
});

describe('the losses', () => {
  const batch = roomBatch('test', [0, 1]);
  const lossOf = (task: DenseTask, output: Tensor, of = batch) => {
    const loss = task.loss(output, of);
    const [value] = loss.dataSync();
    loss.dispose();
    output.dispose();
    return value!;
  };
  const pixels = batch.depth!.data.length;
  const shape = (channels: number) => [2, 16, 24, channels];

  it('have RCM’s weights: 50, 1, 10 and 1', () => {
    const logits = tensor(new Float32Array(pixels), shape(1));
    const edges = batch.edge!.data.reduce((sum, v) => sum + v, 0) / pixels;
    expect(lossOf(edge, logits)).toBeCloseTo(50 * Math.log(2) * (0.95 * edges + 0.05 * (1 - edges)), 4);
    const scores = tensor(new Float32Array(3 * pixels), shape(3));
    expect(lossOf(semseg, scores)).toBeCloseTo(Math.log(3), 5);
    // All along x: 2/3 of a component off where the truth is another axis.
    const along = tensor(
      Float32Array.from({ length: 3 * pixels }, (_, i) => (i % 3 === 0 ? 1 : 0)),
      shape(3),
    );
    const known = Array.from({ length: pixels }, (_, i) => batch.normals!.data.subarray(3 * i, 3 * i + 3));
    const others = known.filter(([, y, z]) => y! + z! > 0).length;
    const all = known.filter((n) => n.some((v) => v !== 0)).length;
    expect(lossOf(normals, along)).toBeCloseTo((10 * 2 * others) / (3 * all), 4);
    const far = tensor(
      batch.depth!.data.map((metres) => metres + 0.25),
      shape(1),
    );
    expect(lossOf(depth, far)).toBeCloseTo(0.25, 5);
  });

  it('are zero where nothing is known', () => {
    const empty: DenseBatch = {
      ...batch,
      edge: { ...batch.edge!, data: batch.edge!.data.map(() => 255) },
      labels: { ...batch.labels!, data: batch.labels!.data.map(() => 255) },
      normals: { ...batch.normals!, data: new Float32Array(3 * pixels) },
      depth: { ...batch.depth!, data: new Float32Array(pixels) },
    };
    for (const task of tinyTasks) {
      const channels = task.outputs.length;
      const output = tensor(new Float32Array(channels * pixels).fill(2), shape(channels));
      expect(lossOf(task, output, empty), task.name).toBe(0);
    }
  });
});

it.each(tinyTasks.map((task) => [task.name, task] as const))(
  'a domain for %s is evaluated without a trace, and its predictions are handed out',
  async (_, task) => {
    const domain = tinyDenseDomain(backbone, task, 'ftn');
    const before = valuesOf(domain);
    const sizes: number[] = [];
    const result = await evaluateDense(domain, task, rooms(), {
      onBatch: (_batch, prediction) => void sizes.push(prediction.length),
    });
    const channels = task.name === 'normals' ? 3 : 1;
    expect(sizes).toEqual([3 * 64 * 96 * channels, 64 * 96 * channels]);
    expect(Number.isFinite(result[task.metric.name])).toBe(true);
    expect(valuesOf(domain)).toEqual(before);
    domain.dispose();
  },
);

describe('createDenseTask', () => {
  it('says what a domain needs: outputs, unit vectors, the metric', () => {
    const of = (name: string) => {
      const { outputs, headOptions, metric } = createDenseTask(name, { classes: tinyLabels });
      return [outputs.length, headOptions.unit, metric.name, metric.better];
    };
    expect(of('edge')).toEqual([1, false, 'odsF', 'higher']);
    expect(of('semseg')).toEqual([3, false, 'mIoU', 'higher']);
    expect(of('normals')).toEqual([3, true, 'mErr', 'lower']);
    expect(of('depth')).toEqual([1, false, 'RMSE', 'lower']);
  });

  it('refuses an unknown task', () => {
    expect(() => createDenseTask('dept', { classes: [] })).toThrow(UsageError);
    expect(() => createDenseTask('dept', { classes: [] })).toThrow(
      "unknown task 'dept'. Did you mean 'depth'?",
    );
  });
});
