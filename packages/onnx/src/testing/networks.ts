import {
  type Adapter,
  type BackboneManifest,
  Domain,
  decodeAdapter,
  describeInput,
  encodeDomain,
  parseManifest,
} from '@ftn/adapters';
import { Backbone, createArchitecture, type HeadDescription, weightShapes } from '@ftn/backbones';
import { addRelu, batchNorm, conv2d, maxPool2d, relu, resizeBilinear } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import { createMethod, type MethodOptions } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';

/** Weights with batch norms that have left their initial values, as a trained network's have. */
function livelyBackbone(name: string, outputStride?: number): Backbone {
  const architecture = createArchitecture(name, outputStride === undefined ? {} : { outputStride });
  const weights = [...weightShapes(architecture)].map(([key, shape]) => {
    const random = new RandomStream('lively', name, key);
    const size = shape.reduce((n, length) => n * length, 1);
    const draw = (mean: number, deviation: number) =>
      Float32Array.from(random.normals(size, deviation), (v) => v + mean);
    const kernel = () => draw(0, Math.sqrt(2 / (size / shape.at(-1)!)));
    const spread = () => Float32Array.from({ length: size }, () => random.uniform(0.5, 1.5));
    const values = shape.length === 4 ? kernel() : /weight$|running_var$/.test(key) ? spread() : draw(0, 0.2);
    return [key, tf.tensor(values, [...shape])] as const;
  });
  return new Backbone(architecture, new Map(weights));
}

/** What a test's domain is; the rest is as for a classifier of 32 pixels on the small ResNet. */
interface LivelyDomain {
  readonly backbone?: string;
  readonly outputStride?: number;
  readonly method?: string;
  readonly options?: MethodOptions;
  readonly head?: { readonly kind: string; readonly options: HeadDescription['options'] };
  readonly task?: string;
  readonly size?: number | readonly [number, number];
  readonly classes?: readonly string[];
}

/** A domain whose every parameter has left its initial value, over a backbone of its own; all have the same weights. */
export async function livelyDomain({
  backbone = 'resnet10-small',
  outputStride,
  method = 'ftn',
  options = {},
  head,
  task,
  size = 32,
  classes = ['finch', 'owl', 'tern'],
}: LivelyDomain = {}): Promise<{
  domain: Domain;
  manifest: BackboneManifest;
  adapter: Adapter;
  dispose(): void;
}> {
  const shared = livelyBackbone(backbone, outputStride);
  const domain = Domain.create({
    name: 'birds',
    backbone: shared,
    method: createMethod(method, options),
    classes,
    seed: 3,
    ...(head ? { head } : {}),
  });
  for (const { name, variable } of domain.parameters()) {
    const noise = new RandomStream('moved', name).normals(variable.size, 0.05);
    tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
  }
  const steps = [
    { kind: 'resize', size },
    { kind: 'normalize', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  ];
  const input = describeInput(steps, size);
  const details = { input, metrics: { accuracy: 50 }, ...(task ? { task } : {}) };
  const files = await encodeDomain(domain, details);
  return {
    domain,
    manifest: (await parseManifest(files['adapter.json'])) as BackboneManifest,
    adapter: await decodeAdapter(files, 'runs/birds'),
    dispose() {
      domain.dispose();
      shared.dispose();
    },
  };
}

/** Unit normals by DeepLabv3+'s decoder, at an output stride that dilates, on images that are not square. */
export const normals: LivelyDomain = {
  outputStride: 8,
  head: { kind: 'deeplab', options: { width: 6, lowLevelWidth: 4, rates: [1, 2], unit: true } },
  task: 'normals',
  size: [24, 40],
};

/** Noise as images, N×3×H×W. */
export function pictures(count: number, size: number | readonly [number, number]): tf.Tensor4D {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  const values = new RandomStream('pictures').normals(count * 3 * height * width);
  return tf.tensor4d(values, [count, 3, height, width]);
}

/** The images as they are in memory, N×H×W×3. */
export const inMemory = (x: tf.Tensor) => tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D;

/** Shapes in memory of the made-up network's weights. */
const denseShapes = {
  'input.mean': [3],
  'stem.weight': [3, 3, 3, 4],
  'atrous.weight': [3, 3, 4, 4],
  'gate.weight': [1, 1, 4, 2],
  'last.weight': [1, 1, 14, 3],
  'last.bias': [3],
  ...Object.fromEntries(
    ['stem.bn', 'atrous.bn'].flatMap((layer) =>
      ['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`${layer}.${part}`, [4]] as const),
    ),
  ),
};

/**
 * A made-up network for dense predictions with the operations a ResNet lacks, the way DeepLab uses them: dilated
 * convolutions, resizing in both conventions, concatenation, gates, a bias beside an image.
 */
export function denseNetwork() {
  const weights = new Map(
    Object.entries(denseShapes).map(([name, shape]) => {
      const size = shape.reduce((n, length) => n * length, 1);
      const values = new RandomStream('dense', name).normals(size, 0.4);
      return [name, tf.tensor(name.endsWith('_var') ? values.map((v) => v * v + 0.5) : values, shape)];
    }),
  );
  const weight = <T extends tf.Tensor = tf.Tensor4D>(name: string) => weights.get(name) as T;
  const normal = (name: string, x: tf.Tensor4D, options: { activation?: 'relu' } = {}) =>
    batchNorm(
      x,
      {
        scale: weight(`${name}.weight`),
        offset: weight(`${name}.bias`),
        mean: weight(`${name}.running_mean`),
        variance: weight(`${name}.running_var`),
      },
      { epsilon: 1e-3, ...options },
    );
  const forward = (x: tf.Tensor4D): tf.Tensor4D => {
    const scaled = tf.div<tf.Tensor4D>(tf.sub(x, weight('input.mean')), 2);
    const stem = conv2d(scaled, weight('stem.weight'), { stride: 2, padding: 1 });
    const low = maxPool2d(normal('stem.bn', stem, { activation: 'relu' }), {
      size: 3,
      stride: 2,
      padding: 1,
    });
    const atrous = conv2d(low, weight('atrous.weight'), { padding: 2, dilation: 2 });
    const sum = addRelu(tf.tanh(normal('atrous.bn', atrous)), low);
    const gate = tf.sigmoid(conv2d(sum, weight('gate.weight')));
    const size = [x.shape[1], x.shape[2]] as const;
    const wide = resizeBilinear(tf.concat([gate, relu(sum), low], 3), size);
    const other = resizeBilinear(tf.relu(low), size, { alignCorners: true });
    const joined = tf.concat([wide, other], -1) as tf.Tensor4D;
    // What is computed from weights alone is stored as its result.
    const bias = tf.mul(weight<tf.Tensor1D>('last.bias'), 3);
    const logits = tf.add<tf.Tensor4D>(conv2d(joined, weight('last.weight')), bias);
    return tf.mul(tf.softmax(logits), 10);
  };
  return { weights, forward, dispose: () => tf.dispose([...weights.values()]) };
}
