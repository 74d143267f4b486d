import { type ConvLayer, kernelShape, kernelSize } from '@ftn/layers';
import { mean, mul, type Scalar, scalar, stack, tidy, variable, zeros } from '@tensorflow/tfjs-core';
import { absolute } from '../../layers/absolute.js';
import type { ConvolutionPlan, Method } from '../method.js';
import { defineMethod, makeMethod } from '../method-definition.js';
import { expectShape, takeStored } from '../stored-layer.js';
import { GatedParametrization } from './gated-parametrization.js';
import { type ResolvedTapsOptions, type TapsOptions, tapsOptions } from './options.js';

/** A variable of one number. */
function scoreOf(value: number) {
  const initial = scalar(value);
  const score = variable(initial);
  initial.dispose();
  return score;
}

function plan(layer: ConvLayer, { init, threshold }: ResolvedTapsOptions): ConvolutionPlan {
  return {
    count: kernelSize(layer),
    create() {
      const initial = zeros(kernelShape(layer));
      const residual = variable(initial);
      initial.dispose();
      return new GatedParametrization(residual, scoreOf(init), threshold);
    },
    restore(stored) {
      const residual = takeStored(layer.name, stored, ['residual']).get('residual')!;
      expectShape(layer.name, 'residual', residual, kernelShape(layer));
      // A file holds open layers alone, so the score itself is not kept.
      return new GatedParametrization(variable(residual), scoreOf(Math.max(init, threshold)), threshold);
    },
  };
}

export const tapsMethod = defineMethod({
  name: 'taps',
  title: 'TAPS',
  summary: 'a residual kernel for the convolutions that need one, batch norms and head of the domain',
  options: tapsOptions,
  create(options) {
    const { lambda, warmUp } = options;
    return {
      convolution: (layer) => plan(layer, options),
      ownsBatchNorm: () => true,
      penalty(parametrizations, epoch) {
        const scores = [...parametrizations].flatMap(({ trainable }) => trainable.get('score') ?? []);
        if (lambda === 0 || epoch < warmUp || scores.length === 0) return null;
        return tidy(() => mul(mean(absolute(stack(scores))), lambda)) as Scalar;
      },
      usesShared: true,
      traits: { startsAtBase: true, straightThrough: ['scores'] },
    };
  },
});

/**
 * TAPS, task-adaptive parameter sharing (Wallingford et al., 2022): a residual kernel for every convolution, kept
 * where its score stays at the threshold; λ/L·Σ|s| in the loss makes the layers compete.
 */
export const taps = (options: TapsOptions = {}): Method => makeMethod(tapsMethod, options);
