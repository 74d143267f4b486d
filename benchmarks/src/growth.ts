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
import { timeOf } from './median.js';
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
const runs = Number(values.steps);
const usual = { rank: 10, batch: 8, size: 224 };
const task = classificationTask(classes);
const { threads, fingerprint } = await startEngine();
const architecture = createArchitecture(values.backbone);
using backbone = Backbone.random(architecture, new RandomStream(0, 'backbone', values.backbone));

function step({ rank, batch, size }: typeof usual): number {
  const images = noise(batch, size);
  const domain = domainOf(backbone, rank);
  const optimizers = optimizersOf(domain);
  const time = timeOf(() => trainStep(domain, images, optimizers, 1), runs);
  optimizers.dispose();
  domain.dispose();
  return time;
}

/** Megabytes of all tensors with so many domains on one backbone, and an image's time with a domain after the other. */
function held(count: number): { megabytes: number; milliseconds: number } {
  const domains = Array.from({ length: count }, (_, i) => domainOf(backbone, usual.rank, `domain ${i}`));
  const megabytes = memory().numBytes / 1e6;
  const image = noise(1, usual.size);
  let turn = 0;
  const milliseconds = timeOf(() => predictBatch(domains[turn++ % count]!, task, image), runs);
  for (const domain of domains) domain.dispose();
  return { megabytes, milliseconds };
}

interface Growth {
  readonly name: string;
  readonly with: string;
  readonly unit: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const over = (name: string, label: string, list: string, measure: (x: number) => number): Growth => {
  return { name, with: label, unit: 'ms a step', points: numbers(list).map((x) => ({ x, y: measure(x) })) };
};
const holding = numbers(values.domains).map((x) => ({ x, ...held(x) }));
const growths: Growth[] = [
  over('rank', `rank, batch ${usual.batch}, ${usual.size}²`, values.ranks, (rank) =>
    step({ ...usual, rank }),
  ),
  over('batch', `images in a step, R = ${usual.rank}, ${usual.size}²`, values.batches, (batch) =>
    step({ ...usual, batch }),
  ),
  over('size', `pixels of a side, R = ${usual.rank}, batch ${usual.batch}`, values.sizes, (size) =>
    step({ ...usual, size }),
  ),
  {
    name: 'domains',
    with: `domains on one backbone, R = ${usual.rank}`,
    unit: 'MB of tensors',
    points: holding.map(({ x, megabytes }) => ({ x, y: megabytes })),
  },
  {
    name: 'switching',
    with: `domains that take turns, R = ${usual.rank}, an image each`,
    unit: 'ms an image',
    points: holding.map(({ x, milliseconds }) => ({ x, y: milliseconds })),
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
