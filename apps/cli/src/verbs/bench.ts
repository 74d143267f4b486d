import { cpus } from 'node:os';
import { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { chooseSystem, randomBackbone } from '@ftn/library/internal';
import { RandomStream } from '@ftn/random';
import { createMethod, defaultMethod } from '@ftn/tensor-factors';
import { OptimizerSet, trainStep } from '@ftn/training';
import { memory } from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import { columns } from '../terminal/columns.js';
import { engineLine } from '../terminal/engine-line.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, methodOptions, optionalNumber, wholeNumber } from './flags.js';

interface BenchFlags {
  backbone: string;
  method?: string;
  rank?: string;
  option?: string[];
  batchSize: string;
  size: string;
  classes: string;
  steps: string;
  json?: boolean;
}

/** Noise in the place of images: a step takes the same time whatever it sees. */
function noise(images: number, size: number, classes: number): Batch {
  const random = new RandomStream(0, 'bench');
  const values = new Float32Array(images * size * size * 3).map(() => random.uniform(-1, 1));
  return {
    images: values,
    shape: [images, size, size, 3],
    label: { data: Int32Array.from({ length: images }, (_, i) => i % classes), shape: [images] },
    indices: Int32Array.from({ length: images }, (_, i) => i),
  };
}

/** The middle value. */
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

async function bench(flags: BenchFlags, terminal: Terminal): Promise<void> {
  const batchSize = wholeNumber('batch-size', flags.batchSize, 1);
  const size = wholeNumber('size', flags.size, 16);
  const classes = wholeNumber('classes', flags.classes, 2);
  const steps = wholeNumber('steps', flags.steps, 1);
  const { system } = chooseSystem({
    method: flags.method ?? defaultMethod,
    rank: optionalNumber('rank', flags.rank, 1),
    options: methodOptions(flags.option),
    recipe: 'default',
    set: [`backbone=${flags.backbone}`],
  });
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const domain = Domain.create({
    name: 'bench',
    backbone: randomBackbone({ name: flags.backbone }, 0),
    method: createMethod(system.method, system.options),
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    seed: 0,
  });
  const optimizers = new OptimizerSet(domain.parameters(), system.config.optimizers);
  const batch = noise(batchSize, size, classes);
  const times: number[] = [];
  let tensors = 0;
  let resident = 0;
  // The first two build what the others use again.
  for (let step = -2; step < steps; step++) {
    const began = performance.now();
    trainStep(domain, batch, optimizers, 1e-6);
    if (step >= 0) times.push(performance.now() - began);
    if (step === 0) tensors = memory().numTensors;
    // Memory grows while the engine's allocator fills up: what is gained is counted from a quarter of the way on.
    if (step === steps >> 2) resident = process.memoryUsage.rss();
    terminal.progress('measuring', { done: Math.max(0, step + 1), total: steps, detail: 'steps' });
  }
  terminal.endProgress();
  const stored = Object.values(domain.counts()).reduce((sum, count) => sum + count, 0);
  const row = {
    backbone: flags.backbone,
    method: system.method,
    ...(system.rank === null ? {} : { rank: system.rank }),
    batchSize,
    size,
    steps,
    adapterBytes: 4 * stored,
    adapterHalfBytes: 2 * stored,
    millisecondsMedian: median(times),
    millisecondsLeast: Math.min(...times),
    imagesPerSecond: (1000 * batchSize) / median(times),
    peakMegabytes: process.resourceUsage().maxRSS / 1000,
    megabytesGained: (process.memoryUsage.rss() - resident) / 1e6,
    tensorsGained: memory().numTensors - tensors,
  };
  if (flags.json) {
    const machine = { cpu: cpus()[0]?.model.trim(), threads: engine.threads };
    terminal.json({ id: 'bench', engine: engine.name, machine, rows: [row] });
    return;
  }
  const shown = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
  ]);
  for (const line of columns([Object.fromEntries(shown)], terminal.screenWidth)) terminal.print(line);
}

/** `ftn bench`: how long a training step takes on this machine's engine. */
export function benchVerb(terminal: Terminal): Command {
  return new Command('bench')
    .description('measure a training step on noise: milliseconds, images a second, memory')
    .option('--backbone <name>', 'the frozen network', 'resnet18')
    .option('--method <name>', 'what is trained (default: ftn)')
    .option('--rank <n>', 'rank of the low-rank factors (methods with a rank)')
    .option('--option <key=value>', 'another option of the method; may be repeated', collect)
    .option('--batch-size <n>', 'images in a step', '8')
    .option('--size <pixels>', 'side of the images', '224')
    .option('--classes <n>', 'classes of the head', '100')
    .option('--steps <n>', 'steps that are measured', '10')
    .option('--json', 'print the result as one JSON object')
    .action((flags: BenchFlags) => bench(flags, terminal));
}
