// Times the prediction of one image on the WebAssembly engine, which pages run on: with ΔW merged and beside W.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Domain, mergedNetwork } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import { softmax, type Tensor, type Tensor2D, tensor4d, tidy } from '@tensorflow/tfjs-core';

const { values } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet18' },
    rank: { type: 'string', default: '10' },
    size: { type: 'string', default: '224' },
    rounds: { type: 'string', default: '9' },
    threads: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [rank, size] = [Number(values.rank), Number(values.size)];
const { name, threads } = await startEngine({ engine: 'wasm', threads: Number(values.threads) });
using backbone = Backbone.random(createArchitecture(values.backbone), new RandomStream(0, 'wasm'));
const classes = Array.from({ length: 100 }, (_, i) => `class ${i}`);
const domain = Domain.create({
  name: 'one',
  backbone,
  method: createMethod('ftn', { rank }),
  classes,
  seed: 1,
});
using merged = mergedNetwork(domain);
const random = new RandomStream(0, 'image');
const image = new Float32Array(size * size * 3).map(() => random.uniform(-1, 1));

/** The median of some runs, the first two not counted, in milliseconds. */
function timeOf(forward: (x: ReturnType<typeof tensor4d>) => Tensor): number {
  const times = Array.from({ length: Number(values.rounds) + 2 }, () => {
    const began = performance.now();
    tidy(() => softmax(forward(tensor4d(image, [1, size, size, 3])) as Tensor2D).dataSync());
    return performance.now() - began;
  }).slice(2);
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

const rows = [
  { title: 'merged', rank: 0, milliseconds: timeOf((x) => merged.forward(x)) },
  { title: 'beside W', rank, milliseconds: timeOf((x) => domain.forward(x, 'eval').output) },
];
domain.dispose();
const machine = `${cpus()[0]?.model.trim()}, ${name}, threads: ${threads}`;
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'wasm-prediction', machine, rows })}\n`);
else {
  process.stdout.write(`${values.backbone}, an image of ${size}²; ${machine}\n`);
  for (const { title, milliseconds } of rows)
    process.stdout.write(`${title.padEnd(9)} ${milliseconds.toFixed(0).padStart(5)} ms\n`);
}
