import { availableParallelism, cpus } from 'node:os';
import { Domain } from '@ftn/adapters';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { chooseSystem, randomBackbone } from '@ftn/library/internal';
import { createMethod, defaultMethod } from '@ftn/tensor-factors';
import { OptimizerSet, trainStep } from '@ftn/training';
import { memory } from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import { withNamedLayers } from '../bench/named-layers.js';
import { classNames, noise } from '../bench/network-sides.js';
import { median } from '../bench/pair.js';
import { layerRows, operationRows, type ProfiledBy, profiledBy, profileSteps } from '../bench/profile.js';
import { type Contested, type Rival, rivals } from '../bench/rivals.js';
import { columns } from '../terminal/columns.js';
import { engineLine } from '../terminal/engine-line.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, methodOptions, oneOf, optionalNumber, wholeNumber, wholeNumbers } from './flags.js';

interface BenchFlags {
  vs?: string;
  python: string;
  ranks?: string;
  rounds: string;
  eager?: boolean;
  profile?: ProfiledBy | true;
  threads?: string;
  backbone: string;
  method?: string;
  rank?: string;
  option?: string[];
  batchSize: string;
  size: string;
  classes: string;
  steps?: string;
  json?: boolean;
}

/** The ranks of the figures; a model for onnxruntime is merged. */
const usualRanks = { step: [0, 1, 10, 50], predict: [0, 10], data: [0] } as const;
const ranksFor = (what: Contested, rival: Rival): readonly number[] =>
  rival === 'onnxruntime' ? [0] : usualRanks[what];

const expectedRival = (what: Contested) => rivals[what].map((name) => `--vs ${name}`).join(' or ');

/** A table with four digits of what is no whole number. */
function show(rows: readonly Readonly<Record<string, string | number>>[], terminal: Terminal): void {
  const shown = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
      ]),
    ),
  );
  for (const line of columns(shown, terminal.screenWidth)) terminal.print(line);
}

/** This library beside another, on this machine. */
async function against(what: Contested, flags: BenchFlags, terminal: Terminal): Promise<void> {
  const { contend } = await import('../bench/contest.js');
  const rival = rivals[what].find((name) => name === flags.vs);
  if (rival === undefined)
    throw new UsageError(`'ftn bench ${what}' is not compared with '${flags.vs}'`, {
      expected: expectedRival(what),
    });
  const threads = optionalNumber('threads', flags.threads, 1) ?? availableParallelism();
  const rounds = wholeNumber('rounds', flags.rounds, 1);
  const rows = await contend({
    what,
    rival,
    python: flags.python,
    backbone: flags.backbone,
    batch: wholeNumber('batch-size', flags.batchSize, 1),
    size: wholeNumber('size', flags.size, 16),
    classes: wholeNumber('classes', flags.classes, 2),
    threads,
    ranks: flags.ranks === undefined ? ranksFor(what, rival) : wholeNumbers('ranks', flags.ranks),
    rounds,
    eager: flags.eager ?? false,
    steps: optionalNumber('steps', flags.steps, 1) ?? 3,
    onReady: (ready) => terminal.note(ready),
    onRound: (done, total) => terminal.progress('measuring', { done, total, detail: 'rounds' }),
  });
  terminal.endProgress();
  const machine = { cpu: cpus()[0]?.model.trim(), threads };
  if (flags.json) return terminal.json({ id: `bench-${what}`, machine, rounds, rows });
  terminal.print(
    `${machine.cpu}, ${threads} threads; ratio: their time over ours, the median of ${rounds} rounds`,
  );
  show(rows, terminal);
}

async function bench(what: Contested, flags: BenchFlags, terminal: Terminal): Promise<void> {
  if (flags.vs !== undefined) return against(what, flags, terminal);
  if (what !== 'step')
    throw new UsageError(`'ftn bench ${what}' compares with another library`, {
      expected: expectedRival(what),
    });
  const batchSize = wholeNumber('batch-size', flags.batchSize, 1);
  const size = wholeNumber('size', flags.size, 16);
  const classes = wholeNumber('classes', flags.classes, 2);
  const steps = optionalNumber('steps', flags.steps, 1) ?? 10;
  const { system } = chooseSystem({
    method: flags.method ?? defaultMethod,
    rank: optionalNumber('rank', flags.rank, 1),
    options: methodOptions(flags.option),
    recipe: 'default',
    set: [`backbone=${flags.backbone}`],
  });
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const backbone = randomBackbone({ name: flags.backbone }, 0);
  const domain = Domain.create({
    name: 'bench',
    backbone: flags.profile ? withNamedLayers(backbone) : backbone,
    method: createMethod(system.method, system.options),
    classes: classNames(classes),
    seed: 0,
  });
  const optimizers = new OptimizerSet(domain.parameters(), system.config.optimizers);
  const batch = noise({ batch: batchSize, size, classes });
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
  if (flags.profile) {
    const step = () => trainStep(domain, batch, optimizers, 1e-6);
    const { operations, milliseconds } = profileSteps(steps, step);
    const machine = { cpu: cpus()[0]?.model.trim(), threads: engine.threads };
    if (flags.json)
      terminal.json({ id: 'bench-profile', engine: engine.name, machine, milliseconds, operations });
    else show((flags.profile === 'layer' ? layerRows : operationRows)(operations, milliseconds), terminal);
    return;
  }
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
  show([row], terminal);
}

/** `ftn bench`: how long a training step takes on this machine's engine. */
export function benchVerb(terminal: Terminal): Command {
  return new Command('bench')
    .description('measure a training step on noise, or with --vs a step, a prediction or data beside PyTorch')
    .argument('[what]', 'step, predict or data', oneOf('measurement', ['step', 'predict', 'data']), 'step')
    .option(
      '--vs <library>',
      "compare with 'pytorch' (step, predict), 'onnxruntime' (predict) or 'torchvision' (data), taking turns",
    )
    .option('--python <program>', 'a Python that has what is compared with', 'python3')
    .option(
      '--ranks <numbers>',
      'with --vs: 0 is FC and BN only, or a merged network (default: 0,1,10,50; predict: 0,10)',
    )
    .option('--rounds <n>', 'with --vs: turns each side takes', '9')
    .option(
      '--eager',
      'with --vs pytorch: leave out torch.compile, which takes minutes before the first turn',
    )
    .option('--threads <n>', 'with --vs: threads of every side (default: all processors)')
    .option('--backbone <name>', 'the frozen network', 'resnet18')
    .option('--method <name>', 'what is trained (default: ftn)')
    .option('--rank <n>', 'rank of the low-rank factors (methods with a rank)')
    .option('--option <key=value>', 'another option of the method; may be repeated', collect)
    .option('--batch-size <n>', 'images in a step', '8')
    .option('--size <pixels>', 'side of the images', '224')
    .option('--classes <n>', 'classes of the head', '100')
    .option('--steps <n>', 'steps that are measured (default: 10; with --vs 3 in each round)')
    .option(
      '--profile [by]',
      'say what each operation of a step takes, by its shape, or each layer',
      oneOf('profile', profiledBy),
    )
    .option('--json', 'print the result as one JSON object')
    .action((what: Contested, flags: BenchFlags) => bench(what, flags, terminal));
}
