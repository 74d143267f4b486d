import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import {
  add,
  dispose,
  engine,
  matMul,
  maximum,
  mean,
  memory,
  mul,
  relu,
  type Scalar,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  transpose,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { addRelu } from '../relu.js';
import { onEveryEngine } from '../testing/engines.js';
import { expectClose, values } from '../testing/values.js';
import { valueAndGradients } from './value-and-gradients.js';

const total = (x: Tensor) => sum(x) as Scalar;
const square3 = (seed: number) => values<Tensor2D>([3, 3], seed);

/** Variables over fresh tensors, released after `use`. */
function withVariables(count: number, use: (variables: (Variable & Tensor2D)[]) => void): void {
  const tensors = Array.from({ length: count }, (_, i) => square3(i + 1));
  const variables = tensors.map((tensor) => variable(tensor) as Variable & Tensor2D);
  use(variables);
  dispose([...tensors, ...variables]);
}

/** A random graph over 3×3 matrices: any earlier tensor may be used again, by itself or with itself. */
function randomGraph(seed: number, variables: readonly Tensor2D[]): Scalar {
  const random = new RandomStream(seed, 'graph');
  const pool: Tensor2D[] = [...variables];
  const pick = () => pool[random.integer(pool.length)] as Tensor2D;
  const operations: readonly ((a: Tensor2D, b: Tensor2D) => Tensor)[] = [
    add,
    sub,
    (a, b) => mul(sigmoid(a), b),
    (a, b) => maximum(a, b),
    (a, b) => matMul(a, sigmoid(b)),
    (a) => relu(a),
    (a) => transpose(a),
    addRelu,
  ];
  for (let i = 0; i < 12; i++) {
    pool.push(
      (operations[random.integer(operations.length)] as (typeof operations)[number])(
        pick(),
        pick(),
      ) as Tensor2D,
    );
  }
  // At least one variable matters: without any, tf.variableGrads throws and leaks.
  return mean(square(add(pool.at(-1) as Tensor, variables[0] as Tensor)));
}

/** The most buffers that were alive at once while `run` ran, beyond those before it. */
function peakBuffers(run: () => Tensor[]): number {
  const { state } = engine();
  const before = state.numDataBuffers;
  let [now, peak] = [before, before];
  Object.defineProperty(state, 'numDataBuffers', {
    configurable: true,
    get: () => now,
    set(value: number) {
      now = value;
      peak = Math.max(peak, value);
    },
  });
  dispose(run());
  Object.defineProperty(state, 'numDataBuffers', { value: now, writable: true, configurable: true });
  return peak - before;
}

onEveryEngine(() => {
  it('valueAndGradients equals tf.variableGrads on random graphs', () => {
    let compared = 0;
    for (let seed = 0; seed < 40; seed++) {
      withVariables(4, (variables) => {
        const f = () => randomGraph(seed, variables);
        const theirs = variableGrads(f, variables);
        const ours = valueAndGradients(() => ({ loss: f() }), variables);
        expectClose(`loss of graph ${seed}`, ours.loss, theirs.value.dataSync());
        for (const { name } of variables) {
          const expected = theirs.grads[name];
          expect(ours.gradients.has(name), `graph ${seed}`).toBe(expected !== undefined);
          if (!expected) continue;
          expectClose(`graph ${seed}`, ours.gradients.get(name) as Tensor, expected.dataSync(), 1e-4);
          compared++;
        }
        dispose([theirs.value, ours.loss, ...ours.gradients.values()]);
        for (const gradient of Object.values(theirs.grads)) gradient.dispose();
      });
    }
    expect(compared).toBeGreaterThan(80);
  });

  it('valueAndGradients sums the gradients that reach a tensor along several paths', () => {
    withVariables(1, ([x]) => {
      // d/dx Σ (relu(x + x) + x·x + x)
      const f = () => total(add(add(addRelu(x!, x!), mul(x!, x!)), x!));
      const { loss, gradients } = valueAndGradients(() => ({ loss: f() }), [x!]);
      const expected = Array.from(x!.dataSync(), (v) => (v > 0 ? 2 : 0) + 2 * v + 1);
      expectClose('dx', gradients.get(x!.name) as Tensor, expected);
      dispose([loss, ...gradients.values()]);
    });
  });

  it('valueAndGradients keeps the outputs, also in maps and arrays, and nothing else', () => {
    withVariables(1, ([x]) => {
      const before = memory().numTensors;
      const { loss, gradients, outputs } = valueAndGradients(() => {
        const y = mul(x!, 2);
        return { loss: total(y), outputs: { y, by: new Map([['x²', [square(x!)]]]) } };
      }, [x!]);
      expect(memory().numTensors - before).toBe(4);
      expectClose(
        'y',
        outputs.y,
        Array.from(x!.dataSync(), (v) => 2 * v),
      );
      expectClose(
        'x²',
        outputs.by.get('x²')![0] as Tensor,
        Array.from(x!.dataSync(), (v) => v * v),
      );
      dispose([loss, outputs.y, ...gradients.values(), ...outputs.by.get('x²')!]);
    });
  });

  it('valueAndGradients refuses what has no gradient, and leaks no tensor', () => {
    withVariables(2, ([x, y]) => {
      const run = (f: () => Tensor) => valueAndGradients(() => ({ loss: f() as never }), [x!]);
      expect(() => run(() => square(x!))).toThrow(/loss must be a scalar: got shape \[3, 3\]/);
      expect(() => run(() => sum(square(y!)))).toThrow(/depends on none of the variables/);
      expect(() => run(() => valueAndGradients(() => ({ loss: total(x!) }), [x!]).loss)).toThrow(UsageError);
      const stop = () => {
        square(x!);
        throw new Error('stop');
      };
      expect(() => run(stop)).toThrow('stop');
    });
  });

  it('valueAndGradients holds less memory at its peak than tf.variableGrads', () => {
    const x = values<Tensor>([64, 64], 1);
    const one = values<Tensor>([1, 1], 1);
    const weights = Array.from({ length: 12 }, () => variable(one));
    const f = () => mean(weights.reduce<Tensor>((y, w) => sigmoid(mul(y, w)), x)) as Scalar;
    const ours = peakBuffers(() => {
      const { loss, gradients } = valueAndGradients(() => ({ loss: f() }), weights);
      return [loss, ...gradients.values()];
    });
    const theirs = peakBuffers(() => {
      const { value, grads } = variableGrads(f, weights);
      return [value, ...Object.values(grads)];
    });
    dispose([x, one, ...weights]);
    // 24 tensors after the forward pass, half of them saved; backward theirs adds two a weight.
    expect(theirs).toBeGreaterThan(36);
    expect(ours).toBeLessThan(30);
  });
});
