import { type Tensor, type Tensor1D, type Tensor4D, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { batchNorm } from './norm/batch-norm.js';
import { onEveryEngine } from './testing/engines.js';
import { everyOperation, image } from './testing/every-operation.js';
import { values } from './testing/values.js';

type Inputs = Record<string, Tensor>;

/** The bits of both kinds of NaN: JavaScript knows one, the engines' arithmetic makes them with either sign. */
const nans = [0x7fc00000, 0xffc00000];

const bitsOf = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0]!;

/** The same inputs with one number changed, by its bits. */
function changed(inputs: Inputs, input: string, at: number, bits: (old: number) => number): Inputs {
  const data = Float32Array.from(inputs[input]!.dataSync());
  new DataView(data.buffer).setUint32(4 * at, bits(data[at]!), true);
  return { ...inputs, [input]: tensor(data, inputs[input]!.shape) };
}

onEveryEngine(() => {
  it.each(everyOperation)('NaN propagates through %s', (_name, shapes, f) => {
    for (const input of Object.keys(shapes)) {
      const size = shapes[input]!.reduce((n, length) => n * length, 1);
      for (const at of new Set([0, Math.floor(size / 2), size - 1])) {
        tidy(() => {
          const inputs = Object.fromEntries(
            Object.entries(shapes).map(([name, shape], i) => [name, values(shape, i + 1, (v) => v + 1.5)]),
          );
          const run = (given: Inputs) => Array.from(f(given as never).dataSync());
          const plain = run(inputs);
          const other = run(changed(inputs, input, at, (old) => bitsOf(old + 8)));
          const depends = plain.flatMap((value, i) => (value === other[i] ? [] : [i]));
          expect(depends.length, `${input}[${at}] matters`).toBeGreaterThan(0);
          for (const nan of nans) {
            const broken = run(changed(inputs, input, at, () => nan));
            const hidden = depends.filter((i) => !Number.isNaN(broken[i]));
            expect(hidden, `places that hide ${input}[${at}]`).toEqual([]);
          }
        });
      }
    }
  });

  it('batch norm of a negative variance gives NaN, which the ReLU after it does not hide', () => {
    tidy(() => {
      const [x, one] = [values<Tensor4D>(image, 1), values<Tensor1D>([32], 2, () => 1)];
      const variance = tensor1d(Array.from({ length: 32 }, (_, i) => (i === 7 ? -1 : 1)));
      const p = { scale: one, offset: one, mean: one, variance };
      const y = batchNorm(x, p, { activation: 'relu' }).dataSync();
      expect(y.every((value, i) => Number.isNaN(value) === (i % 32 === 7))).toBe(true);
    });
  });
});
