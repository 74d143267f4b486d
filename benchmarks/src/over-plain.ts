// What factors add to a training step: domains of several ranks on one backbone take turns in one process with one that trains
// FC and BN only, and how much of the threads' time stands idle in each.
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { trainStep } from '@ftn/training';
import { inTurns } from './in-turns.js';
import { median, spreadOf } from './median.js';
import { domainOf, noise, optimizersOf } from './subject.js';

const { values } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet18' },
    ranks: { type: 'string', default: '1,10,50' },
    batch: { type: 'string', default: '8' },
    size: { type: 'string', default: '224' },
    rounds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
});
const [batchSize, size, rounds] = [Number(values.batch), Number(values.size), Number(values.rounds)];
const { name, threads } = await startEngine({ threads: availableParallelism() });
using backbone = Backbone.random(createArchitecture(values.backbone), new RandomStream(0, 'over-plain'));
const batch = noise(batchSize, size);
const sides = [0, ...values.ranks.split(',').map(Number)].map((rank) => {
  const domain = domainOf(backbone, rank);
  const optimizers = optimizersOf(domain);
  return { rank, step: () => trainStep(domain, batch, optimizers, 1) };
});
const taken = inTurns(
  sides.map(({ step }) => step),
  rounds,
);
const [plain] = taken;
const rows = taken.map(({ ms, processor }, i) => {
  const ratios = ms.map((own, round) => own / plain!.ms[round]!);
  return {
    rank: sides[i]!.rank,
    milliseconds: median(ms),
    ...spreadOf(ratios),
    wallOverProcessor: median(ms.map((own, round) => (threads * own) / processor[round]!)),
  };
});
const machine = `${cpus()[0]?.model.trim()}, ${name}, ${threads} threads`;
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'over-plain', machine, rows })}\n`);
else {
  process.stdout.write(`${values.backbone}, batch ${batchSize} of ${size}²; ${machine}\n`);
  for (const { rank, milliseconds, ratio, min, max, wallOverProcessor } of rows) {
    process.stdout.write(
      `${(rank === 0 ? 'FC and BN only' : `R = ${rank}`).padEnd(15)} ${milliseconds.toFixed(0).padStart(5)} ms, ` +
        `${ratio.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)}) of the first, ` +
        `wall over processor time ÷ threads ${wallOverProcessor.toFixed(2)}\n`,
    );
  }
}
