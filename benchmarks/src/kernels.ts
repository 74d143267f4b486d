// Times a training step and a prediction with the engine's own kernels and on TensorFlow's operations alone, taking turns in
// one process, and checks in the same run how far loss and gradients are apart.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Domain } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { kernelBackend, withoutKernels } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import { classificationTask } from '@ftn/tasks';
import { predictBatch, stepGradients, trainStep } from '@ftn/training';
import { median, spreadOf } from './median.js';
import { classes, domainOf, noise, optimizersOf } from './subject.js';

const { values } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet18' },
    /** 0 is FC and BN only. */
    ranks: { type: 'string', default: '0,1,10,50' },
    batch: { type: 'string', default: '8' },
    size: { type: 'string', default: '224' },
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
  },
});
const [count, size, rounds] = [Number(values.batch), Number(values.size), Number(values.rounds)];
const task = classificationTask(classes);

const { threads, fingerprint } = await startEngine();
if (!kernelBackend()) throw new Error(`no kernels here: 'ftn engine install' compiles them`);

/** How far all gradients together are apart, relative to their length, and the losses. */
function apart(domain: Domain, batch: Batch, other: Batch, otherRun: <T>(f: () => T) => T): number {
  const read = (from: Batch) => {
    const step = stepGradients(domain, from, task);
    const gradients = new Map([...step.gradients].map(([name, g]) => [name, g.dataSync<'float32'>()]));
    step.dispose();
    return { loss: step.loss, gradients };
  };
  const plain = withoutKernels(() => read(batch));
  const found = otherRun(() => read(other));
  let [difference, length] = [0, 0];
  for (const [name, expected] of plain.gradients) {
    const got = found.gradients.get(name)!;
    expected.forEach((v, i) => {
      difference += (v - got[i]!) ** 2;
      length += v ** 2;
    });
  }
  return Math.max(Math.sqrt(difference / length), Math.abs(found.loss - plain.loss) / plain.loss);
}

/** The batch, each number of it moved by a float's rounding: a ReLU near 0 lets through what it did not. */
function rounded(batch: Batch): Batch {
  const random = new RandomStream(1, 'kernels');
  return { ...batch, images: batch.images.map((v) => v * (1 + 1e-7 * random.uniform(-1, 1))) };
}

/** Both forms take turns; the first of each is not counted. */
function compare(what: string, rank: number, images: number, run: () => unknown) {
  const timed = () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  };
  timed();
  withoutKernels(timed);
  const pairs = Array.from({ length: rounds }, (_, round) => {
    if (round % 2 === 0) return { fast: timed(), plain: withoutKernels(timed) };
    const plain = withoutKernels(timed);
    return { fast: timed(), plain };
  });
  const ratios = pairs.map(({ fast, plain }) => plain / fast);
  return {
    what,
    rank,
    images,
    milliseconds: median(pairs.map(({ fast }) => fast)),
    withoutKernels: median(pairs.map(({ plain }) => plain)),
    ...spreadOf(ratios),
  };
}

const architecture = createArchitecture(values.backbone);
const backbone = Backbone.random(architecture, new RandomStream(0, 'backbone', values.backbone));
const rows: (ReturnType<typeof compare> & { error?: number; floor?: number })[] = [];
for (const rank of values.ranks.split(',').map(Number)) {
  const batch = noise(count, size);
  const domain = domainOf(backbone, rank);
  const error = apart(domain, batch, batch, (f) => f());
  const floor = apart(domain, batch, rounded(batch), withoutKernels);
  const optimizers = optimizersOf(domain);
  rows.push({ ...compare('step', rank, count, () => trainStep(domain, batch, optimizers, 1)), error, floor });
  for (const images of [count, 1]) {
    const some = noise(images, size);
    rows.push(compare('prediction', rank, images, () => predictBatch(domain, task, some)));
  }
  optimizers.dispose();
  domain.dispose();
}

const machine = `${cpus()[0]?.model.trim()}, ${threads} threads, kernels for ${fingerprint.kernels}`;
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'kernels', machine, rows })}\n`);
else {
  process.stdout.write(`${values.backbone}, ${size}², ${rounds} rounds; ${machine}\n`);
  process.stdout.write(
    'what        rank images     ms  without  ratio (min–max)  gradients apart: kernels, a rounded input\n',
  );
  for (const row of rows) {
    const { what, rank, images, milliseconds, ratio, min, max } = row;
    const cells = [what.padEnd(11), String(rank).padStart(4), String(images).padStart(6)];
    const times = [milliseconds, row.withoutKernels].map((ms) => ms.toFixed(0).padStart(7));
    const spread = `${ratio.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
    const numbers = [row.error, row.floor].flatMap((one) =>
      one === undefined ? [] : [one.toExponential(1)],
    );
    const error = numbers.length > 0 ? `  ${numbers.join(', ')}` : '';
    process.stdout.write(`${[...cells, ...times].join(' ')}   ${spread}${error}\n`);
  }
}
