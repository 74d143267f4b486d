import { stepsOf } from '@ftn/layers';
import { conv2d } from '@ftn/ops';
import { defineMethod, type Parametrization, registerMethod } from '@ftn/tensor-factors';
import { mul, norm, ones, sub, type Tensor4D, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { evaluate, train } from 'ftn';

// #region parametrization
/** W_t = W · scale, one number for each output channel (scaling of Sun et al., Meta-transfer learning, 2019). */
function scaledKernel(scale: Variable): Parametrization {
  const trainable = new Map([['scale', scale]]);
  const kernel = (base: Tensor4D) => mul(base, scale) as Tensor4D; // HWIO: the last axis is the output channel
  return {
    trainable,
    group: () => 'weights',
    stored: () => trainable,
    kernel,
    convolve: (x, base, layer) => mul(conv2d(x, base, stepsOf(layer)), scale) as Tensor4D,
    norm: (base) => tidy(() => norm(sub(kernel(base), base)).dataSync()[0]!),
    dispose: () => scale.dispose(),
  };
}
// #endregion

// #region register
registerMethod(
  defineMethod({
    name: 'channel-scale',
    title: 'Channel scale',
    summary: 'a factor for every output channel, batch norms and head of the domain',
    options: {},
    create: () => ({
      convolution: ({ outChannels }) => ({
        count: outChannels,
        create: () => scaledKernel(variable(ones([outChannels]))),
        restore: (stored) => scaledKernel(variable(stored.get('scale')!)),
      }),
      ownsBatchNorm: () => true,
      usesShared: true,
      traits: { startsAtBase: true },
    }),
  }),
);
// #endregion

// #region use
const runs = await train({ data: 'flowers', method: 'channel-scale', recipe: 'demo', out: 'runs/scaled' });
for (const { counts } of runs) console.log(counts);
const { method, metrics } = await evaluate({ adapter: 'runs/scaled' });
console.log(method, metrics.accuracy);
// #endregion
