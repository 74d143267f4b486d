// How much of its time training stands waiting for images: JPEGs of 500×375 are decoded, cropped at random and normalised on
// the loader's own threads while steps run, as `ftn train` does it.
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { createBatchLoader, type ImageDataset, imagenetTraining } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { learnerData, trainLoop, trainStep } from '@ftn/training';
// @boundaries-ignore the picture that the command's own benchmark of data takes
import { photograph } from '../../apps/cli/src/bench/data-side.js';
import { classes, domainOf, optimizersOf } from './subject.js';

const { values } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet18' },
    rank: { type: 'string', default: '1' },
    batch: { type: 'string', default: '8' },
    steps: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const [rank, batchSize, steps] = [Number(values.rank), Number(values.batch), Number(values.steps)];
/** Steps before the clock starts: threads and memory are taken in them. */
const warmUp = 5;

const { name, threads } = await startEngine({ threads: availableParallelism() });
using backbone = Backbone.random(createArchitecture(values.backbone), new RandomStream(0, 'waiting'));
const domain = domainOf(backbone, rank);
const optimizers = optimizersOf(domain);
using picture = await photograph([375, 500]);
const dataset: ImageDataset = {
  name: 'one photograph again and again',
  classes,
  length: batchSize * (steps + warmUp),
  label: (index) => index % classes.length,
  image: () => ({ kind: 'file', path: picture.file }),
};
await using loader = createBatchLoader({ dataset, batchSize, transforms: imagenetTraining(), seed: 0 });

const waited: number[] = [];
const began: number[] = [];
async function* timed<B>(batches: AsyncIterable<B>): AsyncGenerator<B> {
  const iterator = batches[Symbol.asyncIterator]();
  for (;;) {
    const asked = performance.now();
    const { done, value } = await iterator.next();
    began.push(asked);
    waited.push(performance.now() - asked);
    if (done) return;
    yield value;
  }
}
const data = learnerData(loader);
await trainLoop({
  learner: {
    step: (batch) => trainStep(domain, batch, optimizers, 1),
    rates: () => ({}),
    state: () => ({ tensors: new Map(), steps: {} }),
    restore() {},
    dispose() {},
  },
  data: { ...data, batches: (epoch, from) => timed(data.batches(epoch, from)) },
  epochs: 1,
});
// The last that was asked for is the end of the epoch.
const total = began.at(-1)! - began[warmUp]!;
const waiting = waited.slice(warmUp, -1).reduce((sum, one) => sum + one, 0);
const row = {
  rank,
  batchSize,
  steps,
  milliseconds: total / steps,
  waiting: waiting / steps,
  share: waiting / total,
};
optimizers.dispose();
domain.dispose();
const machine = `${cpus()[0]?.model.trim()}, ${name}, ${threads} threads`;
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'waiting', machine, rows: [row] })}\n`);
else {
  process.stdout.write(
    `${values.backbone}, R = ${rank}, batch ${batchSize}; ${machine}\n` +
      `a step with its images ${row.milliseconds.toFixed(0)} ms, of which waiting ${row.waiting.toFixed(1)} ms: ` +
      `${(100 * row.share).toFixed(1)} %\n`,
  );
}
