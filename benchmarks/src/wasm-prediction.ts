// Times the prediction of one image on the WebAssembly engine, which pages run on: with ΔW merged and beside W.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { mergedNetwork } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { softmax, type Tensor, type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { timeOf } from './median.js';
import { domainOf, noise } from './subject.js';

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
const domain = domainOf(backbone, rank);
using merged = mergedNetwork(domain);
const { images } = noise(1, size);

const time = (forward: (x: Tensor4D) => Tensor) =>
  timeOf(
    () => tidy(() => softmax(forward(tensor4d(images, [1, size, size, 3])) as Tensor2D).dataSync()),
    Number(values.rounds),
  );

const rows = [
  { title: 'merged', rank: 0, milliseconds: time((x) => merged.forward(x)) },
  { title: 'beside W', rank, milliseconds: time((x) => domain.forward(x, 'eval').output) },
];
domain.dispose();
const machine = `${cpus()[0]?.model.trim()}, ${name}, threads: ${threads}`;
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'wasm-prediction', machine, rows })}\n`);
else {
  process.stdout.write(`${values.backbone}, an image of ${size}²; ${machine}\n`);
  for (const { title, milliseconds } of rows)
    process.stdout.write(`${title.padEnd(9)} ${milliseconds.toFixed(0).padStart(5)} ms\n`);
}
