// Every figure of docs/performance.md by one command: runs the benchmarks one after the other, each of which lets all sides take
// turns, and prints what was asked for beside what was measured.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Domain, mergedNetwork } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '9' },
    /** Leaves out torch.compile. */
    eager: { type: 'boolean', default: false },
    /** Some of: step, over-plain, exactness, step-34, step-50, memory, predict, predict-one, onnxruntime, data, dense, generation, merge, waiting, wasm, wasm-step. */
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

interface Row {
  readonly figure: string;
  readonly must: number;
  readonly goal?: number;
  readonly measured: number;
  readonly min?: number;
  readonly max?: number;
  /** Of a ratio it is the least that will do, of a time or a cost the most. */
  readonly wanted: 'at least' | 'at most';
}

interface Measured {
  readonly rank: number;
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  readonly milliseconds: number;
  readonly stepMegabytes: number;
  readonly theirStepMegabytes: number;
  readonly wallOverProcessor: number;
}

/** The rows of a benchmark that prints one JSON object last. */
function rowsOf<T = Measured>(script: string, args: readonly string[], python = true): T[] {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const options = [...args, '--json', ...(python ? ['--python', values.python] : [])];
  const { stdout, status } = spawnSync(process.execPath, [file, ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${script} ${options.join(' ')} ended with ${status}`);
  return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { rows: T[] }).rows;
}

const bench = (what: string, ...args: string[]) =>
  rowsOf('../../scripts/ftn.mjs', [
    'bench',
    ...args,
    '--rounds',
    values.rounds,
    ...(values.eager && what !== 'data' ? ['--eager'] : []),
  ]);
const steps = (backbone: string, batch: string, ranks: string, each = '3') =>
  bench(
    'step',
    ...['step', '--vs', 'pytorch', '--backbone', backbone, '--batch-size', batch],
    ...['--ranks', ranks, '--steps', each],
  );

const ratio = (figure: string, [must, goal]: readonly [number, number], row: Measured): Row => {
  const { ratio: measured, min, max } = row;
  return { figure, must, goal, measured, min, max, wanted: 'at least' };
};

const bars: Readonly<Record<number, readonly [number, number]>> = {
  0: [1.0, 1.2],
  1: [1.4, 1.6],
  10: [1.4, 1.6],
  50: [1.3, 1.5],
};
const stepRows = (backbone: string, batch: string, rows: readonly Measured[]) =>
  rows.map((row) => {
    const what = row.rank === 0 ? 'FC and BN only' : `FTN R=${row.rank}`;
    return ratio(`step, ${backbone} batch ${batch}, ${what}: over PyTorch`, bars[row.rank]!, row);
  });

/** What factors add to a step of our own, and how much of the threads' time stands idle in one. */
function overPlain(): Row[] {
  const most: Readonly<Record<number, readonly [number, number]>> = { 1: [1.12, 1.05], 50: [1.3, 1.2] };
  const found = rowsOf('../run.mjs', ['over-plain'], false);
  const over = found.flatMap(({ rank, ratio: measured, min, max }) => {
    const [must, goal] = most[rank] ?? [];
    if (must === undefined) return [];
    const figure = `step, FTN R=${rank} over FC and BN only, both ours`;
    return [{ figure, must, goal: goal!, measured, min, max, wanted: 'at most' } as const];
  });
  const idle = found.map(({ rank, wallOverProcessor: measured }) => ({
    figure: `step, ${rank === 0 ? 'FC and BN only' : `FTN R=${rank}`}: wall over processor time ÷ threads`,
    ...({ must: 1.08, goal: 1.03, measured, wanted: 'at most' } as const),
  }));
  return [...over, ...idle];
}

/** How far loss and gradients of the kernels are from those of the plain path, where a rounding moves no ReLU. */
function exactness(): Row[] {
  const found = rowsOf<{ what: string; rank: number; decided: number }>(
    '../run.mjs',
    ['kernels', '--rounds', '1'],
    false,
  );
  return found
    .filter(({ what }) => what === 'step')
    .map(({ rank, decided: measured }) => {
      const what = rank === 0 ? 'FC and BN only' : `FTN R=${rank}`;
      const figure = `step, ${what}: loss and gradients, kernels from the plain path, relative`;
      return { figure, must: 1e-4, goal: 1e-5, measured, wanted: 'at most' };
    });
}

/** What a step holds besides the network, of a process that ran it alone. */
function memoryOfStep(): Row[] {
  const [row] = steps('resnet18', '8', '1');
  const { stepMegabytes: ours, theirStepMegabytes: theirs } = row!;
  const figure = `memory of a step, FTN R=1, over PyTorch's (${ours.toFixed(0)} and ${theirs.toFixed(0)} MB)`;
  return [{ figure, must: 0.7, goal: 0.5, measured: ours / theirs, wanted: 'at most' }];
}

/** Milliseconds, the least of ten, to merge a domain of rank 50 into ResNet-50. */
async function merging(): Promise<Row[]> {
  await startEngine();
  using backbone = Backbone.random(createArchitecture('resnet50'), new RandomStream(0, 'figures'));
  const method = createMethod('ftn', { rank: 50 });
  const domain = Domain.create({ name: 'merged', backbone, method, classes: ['a', 'b'], seed: 1 });
  const times = Array.from({ length: 10 }, () => {
    const began = performance.now();
    using _merged = mergedNetwork(domain);
    return performance.now() - began;
  });
  domain.dispose();
  const figure = 'merging ResNet-50, R=50, in ms';
  return [{ figure, must: 50, measured: Math.min(...times), wanted: 'at most' }];
}

/** How much of its time training waits for images, and what a page's step is beside TensorFlow.js's own. */
function waiting(): Row[] {
  const [row] = rowsOf<{ share: number }>('../run.mjs', ['waiting'], false);
  const figure = 'training waits for data, share of its time';
  return [{ figure, must: 0.02, goal: 0.01, measured: row!.share, wanted: 'at most' }];
}
const stepsOfPages = (): Row[] => [
  ratio(
    "step, WebAssembly, FC and BN only: over TensorFlow.js's own gradients",
    [5, 5],
    rowsOf('../run.mjs', ['wasm-step'], false)[0]!,
  ),
];

/** An image on the WebAssembly engine, in ms. */
function predictionsOfPages(): Row[] {
  const [row] = rowsOf('../run.mjs', ['wasm-prediction'], false);
  const figure = 'prediction, WebAssembly, merged, one image, in ms';
  return [{ figure, must: 450, goal: 300, measured: row!.milliseconds, wanted: 'at most' }];
}

const predictions = (batch: string, bar: readonly [number, number], rival = 'PyTorch') =>
  bench('predict', 'predict', '--vs', rival.toLowerCase(), '--batch-size', batch).map((row) =>
    ratio(
      `prediction, ${row.rank === 0 ? 'merged' : `R=${row.rank}`}, batch ${batch}: over ${rival}`,
      bar,
      row,
    ),
  );
const own = (script: string, name: string, bar: readonly [number, number]) =>
  rowsOf('../run.mjs', [script]).map((row) =>
    ratio(`${name}, R=${row.rank}: over PyTorch`, bar, { ...row, min: row.ratio, max: row.ratio }),
  );

const parts: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  step: () => stepRows('ResNet-18', '8', steps('resnet18', '8', '0,1,10,50')),
  'over-plain': overPlain,
  exactness,
  'step-34': () => stepRows('ResNet-34', '16', steps('resnet34', '16', '1,10', '1')),
  'step-50': () => stepRows('ResNet-50', '16', steps('resnet50', '16', '1,10', '1')),
  predict: () => predictions('8', [1.0, 1.0]),
  'predict-one': () => predictions('1', [0.9, 1.0]),
  memory: memoryOfStep,
  onnxruntime: () => ['8', '1'].flatMap((batch) => predictions(batch, [0.8, 1], 'onnxruntime')),
  data: () =>
    bench('data', 'data', '--vs', 'torchvision').map((row) =>
      ratio('decode and augment: over torchvision', [1.0, 1.3], row),
    ),
  dense: () => own('dense-step', 'dense step', [1.5, 1.8]),
  generation: () => own('generation-step', 'BigGAN-128', [1.8, 2]),
  merge: merging,
  waiting,
  wasm: predictionsOfPages,
  'wasm-step': stepsOfPages,
};

const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} processors`;
const show = (value: number | undefined) => {
  if (value === undefined) return '';
  return value > 0 && value < 1e-3 ? value.toExponential(1) : value.toFixed(2);
};

function print({ figure, must, goal, measured, min, max, wanted }: Row): void {
  const sign = wanted === 'at least' ? '≥' : '≤';
  const spread = min === undefined ? '' : ` (${show(min)}–${show(max)})`;
  const aim = goal === undefined ? '' : `${sign} ${show(goal)}`;
  process.stdout.write(`| ${figure} | ${sign} ${show(must)} | ${aim} | ${show(measured)}${spread} |\n`);
}

if (!values.json)
  process.stdout.write(`${machine}\n| figure | must | goal | measured (min–max) |\n|---|---|---|---|\n`);
const rows: Row[] = [];
// An hour's figures are not lost to the part that fails at its end: each is printed when it is known.
for (const name of values.only?.split(',') ?? Object.keys(parts)) {
  try {
    const found = await parts[name]!();
    rows.push(...found);
    if (!values.json) for (const row of found) print(row);
  } catch (error) {
    process.stderr.write(`'${name}' was not measured: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'figures', machine, rows })}\n`);
