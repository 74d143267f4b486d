// Times a step of FC and BN only on the WebAssembly engine, as in pages, beside the same network, loss and optimizer on
// TensorFlow.js's own operations and gradients, which take turns. With factors there is nothing to compare: TensorFlow.js has
// no gradient of a convolution's kernel there, and the step stands alone.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { trainStep } from '@ftn/training';
import * as tf from '@tensorflow/tfjs-core';
import { median, spreadOf } from './median.js';
import { classes, domainOf, noise, optimizersOf } from './subject.js';

const { values } = parseArgs({
  options: {
    rank: { type: 'string', default: '1' },
    batch: { type: 'string', default: '8' },
    size: { type: 'string', default: '224' },
    rounds: { type: 'string', default: '9' },
    threads: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [batchSize, size] = [Number(values.batch), Number(values.size)];
const { name, threads } = await startEngine({ engine: 'wasm', threads: Number(values.threads) });
const architecture = createArchitecture('resnet18');
using backbone = Backbone.random(architecture, new RandomStream(0, 'wasm'));
const batch = noise(batchSize, size);

/** ResNet-18 as a user of TensorFlow.js writes it, with the backbone's own kernels and batch norms and a head that can be trained. */
function plainStep(): () => number {
  const variables = new Map<string, tf.Variable>();
  const trained = (key: string, shape: number[], value: number) => {
    const variable = variables.get(key) ?? tf.variable(tf.fill(shape, value), true, key);
    variables.set(key, variable);
    return variable;
  };
  const specs = new Map(architecture.convolutions.map((spec) => [spec.name, spec]));
  const conv = (layer: string, x: tf.Tensor4D) => {
    const { stride, padding } = specs.get(layer)!;
    return tf.conv2d(x, backbone.kernel(layer), stride, padding);
  };
  const norm = (layer: string, x: tf.Tensor4D) => {
    const channels = x.shape[3];
    const scale = trained(`${layer}.scale`, [channels], 1) as tf.Tensor as tf.Tensor1D;
    const offset = trained(`${layer}.offset`, [channels], 0) as tf.Tensor as tf.Tensor1D;
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-5);
  };
  const forward = (images: tf.Tensor4D) => {
    let x = tf.maxPool(tf.relu(norm('bn1', conv('conv1', images))), 3, 2, 1) as tf.Tensor4D;
    for (const { name: block } of architecture.blocks) {
      const inner = tf.relu(norm(`${block}.bn1`, conv(`${block}.conv1`, x)));
      const branch = norm(`${block}.bn2`, conv(`${block}.conv2`, inner));
      const down = `${block}.downsample`;
      const skip = specs.has(`${down}.0`) ? norm(`${down}.1`, conv(`${down}.0`, x)) : x;
      x = tf.relu(tf.add(branch, skip)) as tf.Tensor4D;
    }
    const weight = trained('fc.weight', [512, classes.length], 0) as tf.Tensor as tf.Tensor2D;
    return tf.add(
      tf.matMul(tf.mean(x, [1, 2]) as tf.Tensor2D, weight),
      trained('fc.bias', [classes.length], 0),
    );
  };
  // Variables are made by the first pass; the optimizer trains those there are.
  tf.tidy(() => void forward(tf.tensor4d(batch.images, [...batch.shape])));
  const optimizer = tf.train.momentum(0.008, 0.9);
  const wanted = tf.oneHot(tf.tensor1d(batch.label!.data, 'int32'), classes.length);
  return () =>
    tf.tidy(() => {
      const x = tf.tensor4d(batch.images, [...batch.shape]);
      const loss = optimizer.minimize(() => {
        const logits = forward(x);
        return tf.neg(tf.mean(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)), -1))) as tf.Scalar;
      }, true);
      return loss!.dataSync()[0]!;
    });
}

function ourStep(rank: number): () => number {
  const domain = domainOf(backbone, rank);
  const optimizers = optimizersOf(domain);
  return () => trainStep(domain, batch, optimizers, 1).loss;
}

const sides = [
  { title: 'FC and BN only', rank: 0, step: ourStep(0) },
  { title: "the same, TensorFlow.js's own", rank: 0, step: plainStep() },
  { title: `FTN, R = ${values.rank}`, rank: Number(values.rank), step: ourStep(Number(values.rank)) },
];
const times = sides.map((): number[] => []);
const losses = sides.map(({ step }) => [step(), step()]);
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [i, { step }] of sides.entries()) {
    const began = performance.now();
    losses[i]!.push(step());
    times[i]!.push(performance.now() - began);
  }
}
// Both must learn: a step that is quick because it does less is none.
for (const [i, all] of losses.entries()) {
  if (!(all.at(-1)! < all[0]!))
    throw new Error(`the loss of '${sides[i]!.title}' went from ${all[0]} to ${all.at(-1)}`);
}
const ratios = times[1]!.map((theirs, round) => theirs / times[0]![round]!);
const rows = sides.map(({ title, rank }, i) => ({ title, rank, milliseconds: median(times[i]!) }));
const compared = spreadOf(ratios);
const machine = `${cpus()[0]?.model.trim()}, ${name}, threads: ${threads}`;
if (values.json) {
  const [plain] = rows;
  process.stdout.write(
    `${JSON.stringify({ id: 'wasm-step', machine, rows: [{ ...plain, ...compared }, ...rows.slice(1)] })}\n`,
  );
} else {
  process.stdout.write(`resnet18, batch ${batchSize} of ${size}²; ${machine}\n`);
  for (const { title, milliseconds } of rows)
    process.stdout.write(`${title.padEnd(30)} ${milliseconds.toFixed(0).padStart(6)} ms\n`);
  const { ratio, min, max } = compared;
  process.stdout.write(
    `TensorFlow.js's over ours: ${ratio.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})\n`,
  );
}
