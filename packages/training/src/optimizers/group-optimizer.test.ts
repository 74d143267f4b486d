import { memory, type Tensor, tensor, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/optimizers.json' with { type: 'json' };
import { GroupOptimizer } from './group-optimizer.js';
import { createRule, optimizerSchema } from './optimizer-config.js';

const { shapes, factors } = reference;

const tensors = (values: readonly number[][]) => values.map((numbers, i) => tensor(numbers, shapes[i]));

/** Variables at the reference's start, with the gradients of a step by their names. */
function setUp() {
  const variables = tensors(reference.start).map((value) => variable(value));
  const gradientsOf = (step: number): Map<string, Tensor> =>
    new Map(tensors(reference.gradients[step]!).map((value, i) => [variables[i]!.name, value]));
  return { variables, gradientsOf };
}

/** The largest difference in units of the reference's own size (at least 1e-3). */
function distance(got: readonly Tensor[], expected: readonly number[][]): number {
  let largest = 0;
  got.forEach((value, i) => {
    value.dataSync().forEach((x, k) => {
      const y = expected[i]![k]!;
      largest = Math.max(largest, Math.abs(x - y) / Math.max(Math.abs(y), 1e-3));
    });
  });
  return largest;
}

describe.each(reference.cases)('$name', ({ settings, steps }) => {
  const { rate } = settings;
  const rule = () => createRule(optimizerSchema.parse(settings));

  it("equals PyTorch's step by step", () => {
    const { variables, gradientsOf } = setUp();
    const optimizer = new GroupOptimizer(variables, rule());
    steps.forEach((expected, step) => {
      optimizer.propose(gradientsOf(step), rate * factors[step]!);
      optimizer.commit();
      expect(distance(variables, expected), `step ${step + 1}`).toBeLessThan(2e-6);
    });
  });

  it('resumes bit for bit from a saved state, at every step', () => {
    for (let cut = 0; cut <= steps.length; cut++) {
      const { variables, gradientsOf } = setUp();
      let optimizer = new GroupOptimizer(variables, rule());
      for (let step = 0; step < steps.length; step++) {
        if (step === cut) {
          const saved = Object.fromEntries(
            Object.entries(optimizer.slots).map(([name, slot]) => [name, tensor(slot.dataSync())]),
          );
          const resumed = new GroupOptimizer(variables, rule());
          resumed.restore(optimizer.step, saved);
          optimizer.dispose();
          optimizer = resumed;
        }
        optimizer.propose(gradientsOf(step), rate * factors[step]!);
        optimizer.commit();
      }
      const { variables: straight } = setUp();
      const whole = new GroupOptimizer(straight, rule());
      for (let step = 0; step < steps.length; step++) {
        const named = new Map([...gradientsOf(step).values()].map((value, i) => [straight[i]!.name, value]));
        whole.propose(named, rate * factors[step]!);
        whole.commit();
      }
      variables.forEach((value, i) => {
        expect(value.dataSync()).toEqual(straight[i]!.dataSync());
      });
    }
  });

  it('leaks no tensor', () => {
    const { variables, gradientsOf } = setUp();
    const gradients = gradientsOf(0);
    const optimizer = new GroupOptimizer(variables, rule());
    const before = memory().numTensors;
    for (let step = 0; step < 6; step++) {
      optimizer.propose(gradients, rate);
      if (step % 2 === 0) optimizer.commit();
      else optimizer.discard();
    }
    expect(memory().numTensors).toBe(before);
    const slots = Object.keys(optimizer.slots).length;
    optimizer.dispose();
    expect(memory().numTensors).toBe(before - slots);
  });
});

describe('an update that is not finite', () => {
  it('is detected, names its variables, and leaves no trace when discarded', () => {
    const { variables, gradientsOf } = setUp();
    const optimizer = new GroupOptimizer(
      variables,
      createRule(optimizerSchema.parse(reference.cases[4]!.settings)),
    );
    optimizer.propose(gradientsOf(0), 0.1);
    expect(optimizer.nonFiniteProposals()).toEqual([]);
    optimizer.commit();
    const before = [...variables, ...Object.values(optimizer.slots)].map((value) => value.dataSync().slice());
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const gradients = gradientsOf(1);
      gradients.set(variables[1]!.name, tensor([0, bad, 0, 0]));
      optimizer.propose(gradients, 0.1);
      expect(optimizer.nonFiniteProposals()).toEqual([variables[1]]);
      optimizer.discard();
    }
    expect(optimizer.step).toBe(1);
    [...variables, ...Object.values(optimizer.slots)].forEach((value, i) => {
      expect(value.dataSync()).toEqual(before[i]);
    });
  });

  it('is not reported for large finite values whose sum overflows', () => {
    const values = variable(tensor([3e38, 3e38, 3e38, 3e38]));
    const optimizer = new GroupOptimizer(
      [values],
      createRule(optimizerSchema.parse({ kind: 'sgd', rate: 1 })),
    );
    optimizer.propose(new Map([[values.name, tensor([1e36, 0, 0, 0])]]), 1);
    expect(optimizer.nonFiniteProposals()).toEqual([]);
    optimizer.commit();
    expect(values.dataSync()[0]).toBeCloseTo(2.99e38, -36);
  });

  it('treats a variable without a gradient like a gradient of zero', () => {
    const { variables, gradientsOf } = setUp();
    const optimizer = new GroupOptimizer(
      variables,
      createRule(optimizerSchema.parse({ kind: 'sgd', rate: 0.1 })),
    );
    const gradients = gradientsOf(0);
    gradients.delete(variables[2]!.name);
    optimizer.propose(gradients, 0.1);
    optimizer.commit();
    expect([...variables[2]!.dataSync()]).toEqual(reference.start[2]);
    expect([...variables[0]!.dataSync()]).not.toEqual(reference.start[0]);
  });
});
