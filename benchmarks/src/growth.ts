// How what a training step takes grows with the rank, the batch and the size of the images, and what is held with the number of
// domains; prints tables and, with --pictures=FOLDER, writes a chart of each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { renderLineChart } from '@ftn/report';
import { classificationTask } from '@ftn/tasks';
import { predictBatch, trainStep } from '@ftn/training';
import { memory } from '@tensorflow/tfjs-core';
import { inTurns } from './in-turns.js';
import { median } from './median.js';
import { classes, domainOf, noise, optimizersOf } from './subject.js';

const { values } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet18' },
    /** 0 is FC and BN only. */
    ranks: { type: 'string', default: '0,1,5,10,20,50' },
    batches: { type: 'string', default: '1,2,4,8,16' },
    sizes: { type: 'string', default: '64,96,128,160,192,224' },
    domains: { type: 'string', default: '1,2,4,8,16' },
    steps: { type: 'string', default: '9' },
    pictures: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const numbers = (list: string) => list.split(',').map(Number);
const rounds = Number(values.steps);
const usual = { rank: 10, batch: 8, size: 224 };
const task = classificationTask(classes);
const { threads, fingerprint } = await startEngine();
const architecture = createArchitecture(values.backbone);
using backbone = Backbone.random(architecture, new RandomStream(0, 'backbone', values.backbone));

/** What is timed at one place of a curve. */
interface Side extends Disposable {
  readonly x: number;
  run(): void;
}

function step(x: number, changed: Partial<typeof usual>): Side {
  const { rank, batch, size } = { ...usual, ...changed };
  const images = noise(batch, size);
  const domain = domainOf(backbone, rank);
  const optimizers = optimizersOf(domain);
  return {
    x,
    run: () => void trainStep(domain, images, optimizers, 1),
    [Symbol.dispose]() {
      optimizers.dispose();
      domain.dispose();
    },
  };
}

/** An image's time with a domain after the other, so many of them on one backbone. */
function turns(count: number): Side {
  const domains = Array.from({ length: count }, (_, i) => domainOf(backbone, usual.rank, `domain ${i}`));
  const image = noise(1, usual.size);
  let turn = 0;
  return {
    x: count,
    run: () => void predictBatch(domains[turn++ % count]!, task, image),
    [Symbol.dispose]() {
      for (const domain of domains) domain.dispose();
    },
  };
}

/** Medians in milliseconds. */
function timed(sides: readonly Side[]): Point[] {
  const taken = inTurns(
    sides.map((side) => () => side.run()),
    rounds,
  );
  for (const side of sides) side[Symbol.dispose]();
  return sides.map(({ x }, i) => ({ x, y: median(taken[i]!.ms) }));
}

/** Megabytes of all tensors with so many domains on one backbone. */
function held(count: number): number {
  using _domains = turns(count);
  return memory().numBytes / 1e6;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Growth {
  readonly name: string;
  readonly with: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

const growths: Growth[] = [
  {
    name: 'rank',
    with: `rank, batch ${usual.batch}, ${usual.size}²`,
    unit: 'ms a step',
    points: timed(numbers(values.ranks).map((rank) => step(rank, { rank }))),
  },
  {
    name: 'batch',
    with: `images in a step, R = ${usual.rank}, ${usual.size}²`,
    unit: 'ms a step',
    points: timed(numbers(values.batches).map((batch) => step(batch, { batch }))),
  },
  {
    name: 'size',
    with: `pixels of a side, R = ${usual.rank}, batch ${usual.batch}`,
    unit: 'ms a step',
    points: timed(numbers(values.sizes).map((size) => step(size, { size }))),
  },
  {
    name: 'domains',
    with: `domains on one backbone, R = ${usual.rank}`,
    unit: 'MB of tensors',
    points: numbers(values.domains).map((x) => ({ x, y: held(x) })),
  },
  {
    name: 'switching',
    with: `domains that take turns, R = ${usual.rank}, an image each`,
    unit: 'ms an image',
    points: timed(numbers(values.domains).map(turns)),
  },
];

const machine = `${cpus()[0]?.model.trim()}, ${threads} threads, kernels for ${fingerprint.kernels}`;
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'growth', machine, growths })}\n`);
else {
  process.stdout.write(`${values.backbone}, medians of ${values.steps}; ${machine}\n`);
  for (const { with: label, unit, points } of growths) {
    process.stdout.write(`\n${label}: ${unit}\n`);
    for (const { x, y } of points)
      process.stdout.write(`${String(x).padStart(6)}  ${y.toFixed(1).padStart(8)}\n`);
  }
}
if (values.pictures) {
  mkdirSync(values.pictures, { recursive: true });
  for (const { name, with: label, unit, points } of growths) {
    const chart = renderLineChart({
      title: `${unit} by ${name}`,
      xLabel: label,
      yLabel: unit,
      curves: [{ label: values.backbone, points: [...points] }],
    });
    writeFileSync(join(values.pictures, `growth-${name}.svg`), chart);
  }
}
