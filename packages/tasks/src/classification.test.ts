import type { Batch } from '@ftn/datasets';
import { tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classificationTask } from './classification.js';

/** A batch of images of one pixel with these classes. */
function batchOf(...labels: number[]): Batch {
  const n = labels.length;
  return {
    images: new Float32Array(3 * n),
    shape: [n, 1, 1, 3],
    indices: Int32Array.from(labels.keys()),
    label: { data: Int32Array.from(labels), shape: [n] },
  };
}

const classes = ['ant', 'bee', 'cicada', 'dragonfly', 'earwig', 'fly'];
const task = classificationTask(classes);

describe('classificationTask', () => {
  it('requires a linear head for its classes and the label of each image', () => {
    expect(task).toMatchObject({
      name: 'classification',
      outputs: classes,
      head: { kind: 'linear', options: {} },
      targets: ['label'],
      metric: { name: 'accuracy', better: 'higher', unit: '%' },
    });
  });

  it('uses the mean cross entropy of the logits as loss', () => {
    const logits = [
      [1, 2, 0, 0, 0, -1],
      [0, 0, 0, 3, 0, 0],
    ];
    const labels = [1, 0];
    const expected = logits.map(
      (row, i) => Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0)) - row[labels[i]!]!,
    );
    const output = tensor2d(logits);
    const loss = task.loss(output, batchOf(...labels));
    expect(loss.dataSync()[0]).toBeCloseTo((expected[0]! + expected[1]!) / 2, 5);
    loss.dispose();
    output.dispose();
  });

  it('counts top-1 predictions by class over all batches, and top-5', async () => {
    const meter = task.meter();
    // Six logits a row, largest first: the label is first, second, last.
    const row = (first: number, second: number, last: number) =>
      classes.map((_, c) => (c === first ? 9 : c === second ? 8 : c === last ? -9 : 0));
    await meter.update(Float32Array.from([...row(1, 2, 0), ...row(2, 1, 0)]), batchOf(1, 1));
    await meter.update(Float32Array.from(row(3, 4, 0)), batchOf(0));
    await meter.update(Float32Array.from(row(5, 4, 0)), batchOf(5));
    const { metrics, perClass } = await meter.result();
    expect(metrics).toEqual({ accuracy: 50, top5: 75 });
    expect(perClass).toEqual([
      { count: 1, correct: 0 },
      { count: 2, correct: 1 },
      { count: 0, correct: 0 },
      { count: 0, correct: 0 },
      { count: 0, correct: 0 },
      { count: 1, correct: 1 },
    ]);
  });
});
