import { kernelShape } from '@ftn/layers';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cpCases, factorTensors, layerOf, relativeError } from '../../cp/__fixtures__/cp-case.js';
import { CpParametrization } from '../../index.js';

describe.each(cpCases.map((cpCase) => [`${cpCase.name}, ${cpCase.modes} modes`, cpCase] as const))(
  'a convolution with CP factors: %s',
  (_, cpCase) => {
    const { size, channels, rank } = cpCase;
    const layer = layerOf(cpCase);
    const parametrization = new CpParametrization(
      new Map([...factorTensors(cpCase)].map(([name, factor]) => [name, tf.variable(factor as tf.Tensor)])),
    );
    const x = tf.tensor(cpCase.x, [1, size, size, channels[0]!]) as tf.Tensor4D;
    const base = tf.tensor<tf.Rank.R4>(cpCase.w, kernelShape(layer));
    const dy = tf.tensor(cpCase.dy, cpCase.outputShape);

    it('equals PyTorch’s convolution with W + ΔW', () => {
      const y = parametrization.convolve(x, base, layer);
      expect(y.shape).toEqual(cpCase.outputShape);
      expect(relativeError(y.dataSync(), cpCase.y)).toBeLessThan(1e-5);
    });

    it('equals PyTorch in the gradients of every factor and of the input', () => {
      const before = tf.memory().numTensors;
      const input = tf.variable(x as tf.Tensor);
      const variables = new Map([...parametrization.trainable, ['x', input]]);
      const loss = () =>
        tf.sum(tf.mul(parametrization.convolve(input as unknown as tf.Tensor4D, base, layer), dy));
      const { grads, value } = tf.variableGrads(loss as () => tf.Scalar, [...variables.values()]);
      for (const [name, variable] of variables) {
        const gradient = grads[variable.name]!;
        expect(gradient.shape).toEqual(variable.shape);
        expect(relativeError(gradient.dataSync(), cpCase.gradients[name]!), name).toBeLessThan(1e-5);
      }
      tf.dispose([grads, value, input]);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('reports its rank and its distance from the shared kernel', () => {
      expect(parametrization.rank).toBe(rank);
      expect(Math.abs(parametrization.norm() / cpCase.norm - 1)).toBeLessThan(1e-5);
    });
  },
);
