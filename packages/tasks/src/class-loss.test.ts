import type { Batch } from '@ftn/datasets';
import { valueAndGradients } from '@ftn/ops';
import { type Tensor2D, tensor, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/class-loss.json' with { type: 'json' };
import { classLoss } from './class-loss.js';
import { createTask, registerTask } from './create-task.js';

const rows = reference.labels.length;
const classes = reference.logits.length / rows;

/** The reference's images, mixed where it has targets of its own. */
function batchOf(mixed: readonly number[] | null): Batch {
  const shape = [rows, 1, 1, 3] as const;
  return {
    images: new Float32Array(3 * rows),
    shape,
    indices: Int32Array.from(reference.labels.keys()),
    label: { data: Int32Array.from(reference.labels), shape: [rows] },
    ...(mixed ? { mixed: { data: Float32Array.from(mixed), shape: [rows, classes] } } : {}),
  };
}

describe('classLoss', () => {
  it.each(reference.cases)('equals PyTorch with $name, and so does its gradient', (of) => {
    const { labelSmoothing, classWeights, mixed, loss, gradient } = of;
    const logits = variable(tensor(reference.logits, [rows, classes]));
    const settings = { labelSmoothing, classWeights: classWeights ?? undefined };
    const found = valueAndGradients(
      () => ({ loss: classLoss(logits as unknown as Tensor2D, batchOf(mixed), settings) }),
      [logits],
    );
    expect(Math.abs(found.loss.dataSync()[0]! - loss)).toBeLessThan(1e-6 * Math.max(1, loss));
    found.gradients
      .get(logits.name)!
      .dataSync()
      .forEach((value, i) => {
        expect(Math.abs(value - gradient[i]!), `logit ${i}`).toBeLessThan(1e-6);
      });
  });

  it('refuses weights of other classes', () => {
    const logits = tensor(reference.logits, [rows, classes]) as Tensor2D;
    expect(() => classLoss(logits, batchOf(null), { classWeights: [1, 2] })).toThrow(
      'there must be a weight for each class: expected 4, got 2',
    );
  });
});

describe('createTask with settings of classes', () => {
  it.each(['edge', 'semseg', 'normals', 'depth', 'reconstruction'])('refuses them by name for %s', (name) => {
    const make = () => createTask(name, { classes: ['a', 'b'], classLoss: { labelSmoothing: 0.1 } });
    expect(make).toThrow(`labelSmoothing does not apply to '${name}'`);
    expect(createTask(name, { classes: ['a', 'b'], classLoss: {} }).classLoss).toBeUndefined();
  });

  it('refuses them for a registered task that does not take them, and gives them to one that does', () => {
    const settings = { classWeights: [1, 2] };
    registerTask('deaf', ({ classes }) => ({ ...createTask('classification', { classes }), name: 'deaf' }));
    expect(() => createTask('deaf', { classes: ['a', 'b'], classLoss: settings })).toThrow(
      "classWeights does not apply to 'deaf'",
    );
    registerTask('keen', (options) => ({ ...createTask('classification', options), name: 'keen' }));
    expect(createTask('keen', { classes: ['a', 'b'], classLoss: settings }).classLoss).toBe(settings);
  });
});
