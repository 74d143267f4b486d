import { type Batch, IGNORED } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { IGNORED_LABEL } from '@ftn/metrics';
import { roomBatch, roomLabels } from '@ftn/testing';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createTask, registerTask, requireTask, taskNames } from './create-task.js';
import { targetOf } from './target-of.js';
import type { Prediction, Task } from './task.js';

const rooms = [roomBatch('test', [0, 1, 2], 4), roomBatch('test', [3], 4)];

const maps = ['edge', 'semseg', 'normals', 'depth'].map((name) => createTask(name, { classes: roomLabels }));
const [edge, semseg, normals, depth] = maps as [Task, Task, Task, Task];

/** The task's metrics of predictions made from the batch itself. */
async function metricsOf(task: Task, predict: (batch: Batch) => Prediction) {
  const meter = task.meter();
  for (const batch of rooms) await meter.update(predict(batch), batch);
  const { metrics, perClass } = await meter.result();
  expect(Object.keys(metrics)[0]).toBe(task.metric.name);
  expect(perClass).toBeUndefined();
  return metrics;
}

describe('the meters of dense tasks', () => {
  it('give the ground truth the best score', async () => {
    const labels = (batch: Batch) => batch.labels!.data.map((label) => (label === 255 ? 0 : label));
    expect(await metricsOf(semseg, labels)).toMatchObject({ mIoU: 100, pixelAccuracy: 100 });
    expect(await metricsOf(normals, (batch) => batch.normals!.data)).toMatchObject({ mErr: 0, under11: 100 });
    expect(await metricsOf(depth, (batch) => batch.depth!.data)).toMatchObject({ RMSE: 0, absolute: 0 });
    // The protocol draws a contour around the truth's lines: at their ends the lines themselves are not its best answer.
    expect((await metricsOf(edge, (batch) => batch.edge!.data)).odsF).toBeGreaterThan(95);
  });

  it('count known pixels only', async () => {
    const off = (batch: Batch) => batch.depth!.data.map((metres) => (metres === 0 ? 50 : metres + 0.5));
    expect((await metricsOf(depth, off)).RMSE).toBeCloseTo(0.5, 6);
    const turned = (batch: Batch) => {
      const [x, y, z] = [0, 1, 2].map((c) => batch.normals!.data.filter((_, i) => i % 3 === c));
      return Float32Array.from(batch.normals!.data, (_, i) => [y!, z!, x!][i % 3]![Math.floor(i / 3)]!);
    };
    expect((await metricsOf(normals, turned)).mErr).toBeCloseTo(90, 6);
  });
});

describe('the losses of dense tasks', () => {
  const batch = roomBatch('test', [0, 1]);
  const lossOf = (task: Task, output: Tensor, of = batch) => {
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

  it('are zero where no pixel is known', () => {
    const empty: Batch = {
      ...batch,
      edge: { ...batch.edge!, data: batch.edge!.data.map(() => 255) },
      labels: { ...batch.labels!, data: batch.labels!.data.map(() => 255) },
      normals: { ...batch.normals!, data: new Float32Array(3 * pixels) },
      depth: { ...batch.depth!, data: new Float32Array(pixels) },
    };
    for (const task of maps) {
      const channels = task.outputs.length;
      const output = tensor(new Float32Array(channels * pixels).fill(2), shape(channels));
      expect(lossOf(task, output, empty), task.name).toBe(0);
    }
  });
});

describe('createTask', () => {
  it('describes what a domain needs: outputs, unit vectors, the metric', () => {
    const of = (name: string) => {
      const { outputs, head, metric } = createTask(name, { classes: roomLabels });
      return [outputs.length, head!.options.unit, metric.name, metric.better];
    };
    expect(of('edge')).toEqual([1, false, 'odsF', 'higher']);
    expect(of('semseg')).toEqual([3, false, 'mIoU', 'higher']);
    expect(of('normals')).toEqual([3, true, 'mErr', 'lower']);
    expect(of('depth')).toEqual([1, false, 'RMSE', 'lower']);
    expect(of('classification')).toEqual([3, undefined, 'accuracy', 'higher']);
    expect(createTask('reconstruction', { classes: roomLabels }).head).toBeNull();
  });

  it('describes what each task reads of a batch, and the options of its decoder', () => {
    const targets = Object.fromEntries(
      taskNames().map((name) => [name, createTask(name, { classes: roomLabels }).targets]),
    );
    expect(targets).toEqual({
      classification: ['label'],
      edge: ['edge'],
      semseg: ['labels'],
      normals: ['normals'],
      depth: ['depth'],
      reconstruction: ['label'],
    });
    const given = createTask('depth', { classes: [], decoder: { width: 8, rates: undefined } });
    expect(given.head).toEqual({ kind: 'deeplab', options: { width: 8, unit: false } });
    expect(createTask('classification', { classes: [] }).head).toEqual({ kind: 'linear', options: {} });
  });

  it('weights the losses by the given protocol', () => {
    const weights = { edge: 50, semseg: 3, normals: 10, depth: 1 };
    const protocol = { weights, edgePositiveWeight: 0.95 };
    const [batch] = rooms as [Batch];
    const logits = tensor(new Float32Array(3 * 3 * 64 * 96), [3, 64, 96, 3]);
    const loss = createTask('semseg', { classes: roomLabels, protocol }).loss(logits, batch);
    expect(loss.dataSync()[0]).toBeCloseTo(3 * Math.log(3), 4);
    loss.dispose();
    logits.dispose();
  });

  it('refuses an unknown task', () => {
    expect(() => createTask('dept', { classes: [] })).toThrow(UsageError);
    expect(() => createTask('dept', { classes: [] })).toThrow("unknown task 'dept'. Did you mean 'depth'?");
    expect(requireTask('depth')).toBe('depth');
    expect(() => requireTask('toString')).toThrow("unknown task 'toString'");
  });
});

describe('registerTask', () => {
  it('adds a task that is created like the others, and refuses a name already taken', () => {
    registerTask('brightness', ({ classes }) => ({
      ...createTask('depth', { classes }),
      name: 'brightness',
      outputs: classes,
    }));
    expect(taskNames()).toContain('brightness');
    const made = createTask('brightness', { classes: ['dark', 'bright'] });
    expect([made.name, made.outputs]).toEqual(['brightness', ['dark', 'bright']]);
    expect(() => createTask('brightnes', { classes: [] })).toThrow("Did you mean 'brightness'?");
    for (const name of ['brightness', 'classification']) {
      expect(() => registerTask(name, () => made)).toThrow(UsageError);
      expect(() => registerTask(name, () => made)).toThrow(`the task '${name}' is already registered`);
    }
    expect(createTask('classification', { classes: [] }).name).toBe('classification');
  });
});

describe('targetOf', () => {
  const [batch] = rooms as [Batch];
  const { images, shape, indices } = batch;

  it('returns the map that the task learns from', () => {
    expect(targetOf(batch, 'depth')).toBe(batch.depth);
  });

  it('refuses a batch without that map, and lists what the batch holds', () => {
    expect(() => targetOf(batch, 'label')).toThrow(UsageError);
    expect(() => targetOf(batch, 'label')).toThrow(
      "the batch holds no 'label': expected 'label' beside the images, got edge, labels, normals, depth.",
    );
    const bare = { images, shape, indices };
    expect(() => targetOf(bare, 'depth')).toThrow(
      "the batch holds no 'depth': expected 'depth' beside the images, got none.",
    );
  });

  it('is used by every loss and meter', async () => {
    const bare = { images, shape, indices };
    for (const task of [...maps, createTask('classification', { classes: roomLabels })]) {
      const [target] = task.targets;
      const output = tensor(new Float32Array(3), [1, 1, 1, 3]);
      expect(() => task.loss(output, bare), task.name).toThrow(`the batch holds no '${target}'`);
      const update = async () => task.meter().update(new Float32Array(3), bare);
      await expect(update(), task.name).rejects.toThrow(`the batch holds no '${target}'`);
      output.dispose();
    }
  });
});

it('the value for pixels without ground truth is the same in data sets, losses and metrics', () => {
  expect(IGNORED_LABEL).toBe(IGNORED);
});
