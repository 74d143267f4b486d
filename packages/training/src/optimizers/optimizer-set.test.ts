import { type Tensor, tensor, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/optimizers.json' with { type: 'json' };
import { optimizerSchema } from './optimizer-config.js';
import { OptimizerSet } from './optimizer-set.js';

const { shapes } = reference;

/** The reference's parameters in two groups, and the gradients of a step by the names of their variables. */
function setUp(maxGradNorm: number) {
  const parameters = reference.start.map((numbers, i) => ({
    name: `parameter ${i}`,
    group: i === 0 ? ('factors' as const) : ('head' as const),
    variable: variable(tensor(numbers, shapes[i])),
  }));
  const gradientsOf = (step: number) =>
    new Map<string, Tensor>(
      reference.gradients[step]!.map((numbers, i) => [
        parameters[i]!.variable.name,
        tensor(numbers, shapes[i]),
      ]),
    );
  const sgd = optimizerSchema.parse({ kind: 'sgd', rate: 0.1 });
  const set = new OptimizerSet(parameters, { factors: sgd, default: sgd }, { maxGradNorm });
  return { parameters, gradientsOf, set };
}

describe('clipping by the norm of all gradients', () => {
  it.each(reference.clipped)("to $maxGradNorm equals PyTorch's over all groups together", (of) => {
    const { parameters, gradientsOf, set } = setUp(of.maxGradNorm);
    of.steps.forEach((expected, step) => {
      // What belongs to others has no part in the norm.
      const gradients = gradientsOf(step).set('another variable', tensor([1e6]));
      expect(set.apply(gradients, 1)).toEqual([]);
      parameters.forEach(({ variable: value }, i) => {
        value.dataSync().forEach((x, k) => {
          const y = expected[i]![k]!;
          expect(Math.abs(x - y) / Math.max(Math.abs(y), 1e-3), `step ${step + 1}`).toBeLessThan(2e-6);
        });
      });
    });
  });

  it('names the parameter whose gradient is no number, and nothing moves', () => {
    const { parameters, gradientsOf, set } = setUp(1);
    const gradients = gradientsOf(0).set(parameters[1]!.variable.name, tensor([0, Number.NaN, 0, 0]));
    expect(set.apply(gradients, 1)).toEqual(['parameter 1']);
    expect([...parameters[0]!.variable.dataSync()]).toEqual(reference.start[0]);
  });
});
