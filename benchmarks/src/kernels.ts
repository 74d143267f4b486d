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
import { tensor1d } from '@tensorflow/tfjs-core';
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

/** How far gradients are apart, relative to their length: all together, and those of the parameter that is furthest; the loss is among both. */
function apart(domain: Domain, batch: Batch, other: Batch, otherRun: <T>(f: () => T) => T) {
  const read = (from: Batch) => {
    const step = stepGradients(domain, from, task);
    const gradients = new Map([...step.gradients].map(([name, g]) => [name, g.dataSync<'float32'>()]));
    step.dispose();
    return { loss: step.loss, gradients };
  };
  const plain = withoutKernels(() => read(batch));
  const found = otherRun(() => read(other));
  const square = (numbers: Float32Array) => numbers.reduce((sum, v) => sum + v ** 2, 0);
  const parts = [...plain.gradients].map(([name, expected]) => {
    const got = found.gradients.get(name)!;
    return { difference: square(expected.map((v, i) => v - got[i]!)), length: square(expected) };
  });
  const sum = (of: 'difference' | 'length') => parts.reduce((all, part) => all + part[of], 0);
  const loss = Math.abs(found.loss - plain.loss) / plain.loss;
  // Of factors whose partner starts at 0 there is none.
  const each = parts
    .filter(({ length }) => length > 0)
    .map((part) => Math.sqrt(part.difference / part.length));
  return {
    together: Math.max(loss, Math.sqrt(sum('difference') / sum('length'))),
    furthest: Math.max(loss, ...each),
  };
}

/** The batch, each number of it moved by a float's rounding: a ReLU near 0 lets through what it did not. */
function rounded(batch: Batch): Batch {
  const random = new RandomStream(1, 'kernels');
  return { ...batch, images: batch.images.map((v) => v * (1 + 1e-7 * random.uniform(-1, 1))) };
}

/**
 * Moves what goes into every ReLU away from 0, to where a rounding changes nothing of what it lets through: three channels of four open,
 * one closed, with the batch norms' offsets six standard deviations and more away.
 */
function decideReLUs(domain: Domain): void {
  for (const { name, group, variable } of domain.parameters()) {
    if (group !== 'batch-norm' || !name.endsWith('.bias')) continue;
    const offsets = tensor1d(Array.from({ length: variable.size }, (_, i) => (i % 4 === 3 ? -300 : 6)));
    variable.assign(offsets);
    offsets.dispose();
  }
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
/** How far gradients are apart: of the network as it is, of what a rounding of the input moves, and both with no ReLU near 0. */
type Apart = Partial<Record<'error' | 'floor' | 'decided' | 'furthest' | 'furthestFloor', number>>;
const rows: (ReturnType<typeof compare> & Apart)[] = [];
for (const rank of values.ranks.split(',').map(Number)) {
  const batch = noise(count, size);
  const domain = domainOf(backbone, rank);
  const { together: error } = apart(domain, batch, batch, (f) => f());
  const { together: floor } = apart(domain, batch, rounded(batch), withoutKernels);
  const optimizers = optimizersOf(domain);
  const stepped = compare('step', rank, count, () => trainStep(domain, batch, optimizers, 1));
  const predicted = [count, 1].map((images) => {
    const some = noise(images, size);
    return compare('prediction', rank, images, () => predictBatch(domain, task, some));
  });
  decideReLUs(domain);
  const decided = apart(domain, batch, batch, (f) => f());
  const decidedFloor = apart(domain, batch, rounded(batch), withoutKernels);
  rows.push(
    {
      ...stepped,
      ...{ error, floor, decided: decided.together },
      ...{ furthest: decided.furthest, furthestFloor: decidedFloor.furthest },
    },
    ...predicted,
  );
  optimizers.dispose();
  domain.dispose();
}

const machine = `${cpus()[0]?.model.trim()}, ${threads} threads, kernels for ${fingerprint.kernels}`;
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'kernels', machine, rows })}\n`);
else {
  process.stdout.write(`${values.backbone}, ${size}², ${rounds} rounds; ${machine}\n`);
  process.stdout.write(
    'what        rank images     ms  without  ratio (min–max)  gradients apart: kernels, a rounded input; with no ReLU near 0: kernels, their furthest parameter, a rounded input’s\n',
  );
  for (const row of rows) {
    const { what, rank, images, milliseconds, ratio, min, max } = row;
    const cells = [what.padEnd(11), String(rank).padStart(4), String(images).padStart(6)];
    const times = [milliseconds, row.withoutKernels].map((ms) => ms.toFixed(0).padStart(7));
    const spread = `${ratio.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
    const numbers = [row.error, row.floor, row.decided, row.furthest, row.furthestFloor].flatMap((one) =>
      one === undefined ? [] : [one.toExponential(1)],
    );
    const error = numbers.length > 0 ? `  ${numbers.join(', ')}` : '';
    process.stdout.write(`${[...cells, ...times].join(' ')}   ${spread}${error}\n`);
  }
}
