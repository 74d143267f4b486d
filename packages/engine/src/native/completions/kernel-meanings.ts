import { UsageError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';

/** What TensorFlow calls otherwise, or means otherwise, than TensorFlow.js: a kernel made of TensorFlow's. */
type Meaning = (kernel: tf.KernelFunc) => tf.KernelFunc;

/** The part of the native backend that runs one of TensorFlow's operations by its name. */
interface Operations {
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_FLOAT' | 'TF_INT32', number>>;
  executeSingleOutput(name: string, attributes: readonly object[], inputs: readonly tf.Tensor[]): tf.Tensor;
}

/** Whole numbers are round; TensorFlow 2.21 makes zeros of them. */
const round: Meaning = (kernel) => (given) => {
  const x = given.inputs.x as tf.Tensor;
  return x.dtype === 'int32' ? tf.clone(x) : kernel(given);
};

/** The sign of what is no number is 0. */
const sign: Meaning = (kernel) => (given) => {
  const x = given.inputs.x as tf.Tensor;
  if (x.dtype !== 'float32') return kernel(given);
  return tf.tidy(() => tf.where(tf.isNaN(x), tf.zerosLike(x), kernel(given) as tf.Tensor));
};

/** A list of indices is one index a row. */
const scatter: Meaning = (kernel) => (given) => {
  const indices = given.inputs.indices as tf.Tensor;
  if (indices.rank !== 1) return kernel(given);
  return tf.tidy(() => {
    const rows = tf.reshape(indices, [indices.size, 1]);
    return kernel({ ...given, inputs: { ...given.inputs, indices: rows } }) as tf.Tensor;
  });
};

/** The same seed draws the same: TensorFlow's operation of this name goes on where it was at its last call. */
const multinomial: Meaning =
  () =>
  ({ inputs, attrs, backend }) => {
    const logits = inputs.logits as tf.Tensor;
    const { numSamples, seed, normalized } = attrs as {
      numSamples: number;
      seed: number;
      normalized: boolean;
    };
    const { binding } = backend as Operations;
    const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
    const attributes = [
      type('T', binding.TF_FLOAT),
      type('Tseed', binding.TF_INT32),
      type('output_dtype', binding.TF_INT32),
    ];
    // Core draws a seed below 1 where none is given: its digits count, not its whole part alone.
    const digits = Math.floor((seed - Math.floor(seed)) * 2 ** 31);
    return tf.tidy(() =>
      (backend as Operations).executeSingleOutput('StatelessMultinomial', attributes, [
        tf.cast(normalized ? tf.log(logits) : logits, 'float32'),
        tf.scalar(numSamples, 'int32'),
        tf.tensor1d([Math.floor(seed), digits], 'int32'),
      ]),
    );
  };

/** TensorFlow takes a label of the result that no input has for an axis of length 1. */
const einsum: Meaning = (kernel) => (given) => {
  const [labels = '', result = ''] = String(given.attrs?.equation)
    .replace(/[\s.,]/g, '')
    .split('->');
  const unknown = [...result].find((label) => !labels.includes(label));
  if (unknown !== undefined) {
    // In the words of TensorFlow.js's other backends.
    throw new UsageError(
      `Output subscripts contain the label ${unknown} not present in the input subscripts`,
    );
  }
  return kernel(given);
};

/** TensorFlow.js's own kernel of a fused convolution has its channels last. */
const fusedConvolution: Meaning = (kernel) => (given) => {
  const { dataFormat, pad } = given.attrs as { dataFormat: string; pad: unknown };
  if (dataFormat !== 'NCHW') return kernel(given);
  const sides = Array.isArray(pad) ? [pad[0], pad[2], pad[3], pad[1]] : pad;
  const weights = given.inputs.preluActivationWeights as tf.Tensor | undefined;
  return tf.tidy(() => {
    const inputs = {
      ...given.inputs,
      x: tf.transpose(given.inputs.x as tf.Tensor, [0, 2, 3, 1]),
      ...(weights?.rank === 3 && { preluActivationWeights: tf.transpose(weights, [1, 2, 0]) }),
    };
    const attrs = { ...given.attrs, dataFormat: 'NHWC', pad: sides } as tf.NamedAttrMap;
    return tf.transpose(kernel({ ...given, inputs, attrs }) as tf.Tensor, [0, 3, 1, 2]);
  });
};

const meanings: Readonly<Record<string, Meaning>> = {
  [tf.Round]: round,
  [tf.Sign]: sign,
  [tf.ScatterNd]: scatter,
  [tf.Multinomial]: multinomial,
  [tf.Einsum]: einsum,
  [tf.FusedConv2D]: fusedConvolution,
};

/** The kernel with the meaning that TensorFlow.js gives its name. */
export function withMeaning(kernelName: string, kernel: tf.KernelFunc): tf.KernelFunc {
  return meanings[kernelName]?.(kernel) ?? kernel;
}
