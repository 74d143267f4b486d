// Times the kernels, a step and a prediction by two sets of addons, such as prebuilt ones and those a machine's compiler made, each in
// a process of its own that takes turns with the other, in processor time, all threads together, and says how far what they compute is apart.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { installedAddons, startEngine } from '@ftn/engine';
import { int, kernelBackend } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { median, spreadOf } from './median.js';

const { values } = parseArgs({
  options: {
    /** Caches of engines, as FTN_CACHE names them. */
    first: { type: 'string', default: '' },
    second: { type: 'string', default: '' },
    backbone: { type: 'string', default: 'resnet18' },
    rank: { type: 'string', default: '10' },
    batch: { type: 'string', default: '8' },
    size: { type: 'string', default: '224' },
    rounds: { type: 'string', default: '15' },
    /** The names of what is timed. */
    only: { type: 'string', default: '.' },
    json: { type: 'boolean', default: false },
  },
});
const [rank, count, size] = [values.rank, values.batch, values.size].map(Number) as [number, number, number];

type Numbers = readonly number[];
type Answer = { readonly ms: number; readonly processor: number; readonly numbers?: Numbers };

/** Kernels by name; each gives the tensor that is compared. */
function kernels(): Record<string, () => tf.Tensor> {
  const native = kernelBackend();
  if (!native) throw new Error('this engine has no kernels');
  const random = new RandomStream(0, 'addons');
  const filled = (...shape: number[]): tf.Tensor =>
    tf.tensor(
      new Float32Array(tf.util.sizeFromShape(shape)).map(() => random.uniform(-1, 1)),
      shape,
    );
  const [x, dy, filter] = [filled(count, 56, 56, 64), filled(count, 56, 56, 64), filled(3, 3, 64, 64)];
  const factors = [filled(64, rank), filled(64, rank), filled(9, rank)];
  const moves = [int('kernel_height', 3), int('kernel_width', 3)];
  moves.push(int('stride', 1), int('padding', 1), int('dilation', 1));
  const several = (
    name: string,
    attributes: ReturnType<typeof int>[],
    inputs: tf.Tensor[],
    outputs: number,
  ) =>
    tf.tidy(() =>
      tf.concat(native.executeMultipleOutputs(name, attributes, inputs, outputs).map((one) => one.flatten())),
    );
  const winograd = [int('padding', 1), int('turned', 0)];

  return {
    FtnWinograd: () => several('FtnWinograd', winograd, [x, filter], 1),
    FtnWinogradGradient: () => several('FtnWinogradGradient', [int('padding', 1)], [x, dy], 1),
    FtnFactorGradients: () => several('FtnFactorGradients', moves, [x, dy, ...factors], 3),
  };
}

/** A network's gradients and its prediction. */
async function networks(): Promise<Record<string, () => tf.Tensor>> {
  const { Backbone, createArchitecture } = await import('@ftn/backbones');
  const { classificationTask } = await import('@ftn/tasks');
  const { predictBatch, stepGradients } = await import('@ftn/training');
  const { classes, domainOf, noise } = await import('./subject.js');
  const backbone = Backbone.random(createArchitecture(values.backbone), new RandomStream(0, 'backbone'));
  const [domain, task, batch] = [domainOf(backbone, rank), classificationTask(classes), noise(count, size)];
  const step = () => {
    const taken = stepGradients(domain, batch, task);
    const flat = tf.tidy(() => tf.concat([...taken.gradients.values()].map((one) => one.flatten())));
    taken.dispose();
    return flat;
  };
  const predict = () => {
    predictBatch(domain, task, batch);
    return tf.scalar(0);
  };
  return { gradients: step, prediction: predict };
}

/** Answers who asks for a subject with its time; at the first time with its numbers. */
async function serve(): Promise<void> {
  const { threads, fingerprint } = await startEngine({ engine: 'native' });
  const only = new RegExp(values.only);
  const wanted = ['gradients', 'prediction'].some((name) => only.test(name));
  const all = { ...kernels(), ...(wanted ? await networks() : {}) };
  const known = Object.fromEntries(Object.entries(all).filter(([name]) => only.test(name)));
  const seen = new Set<string>();
  process.on('message', (name: string) => {
    const [began, used] = [performance.now(), process.cpuUsage()];
    const found = known[name]!();
    const numbers = found.dataSync();
    const { user, system } = process.cpuUsage(used);
    const time = { ms: performance.now() - began, processor: (user + system) / 1000 };
    const answer: Answer = seen.has(name) ? time : { ...time, numbers: [...numbers] };
    found.dispose();
    seen.add(name);
    process.send!(answer);
  });
  process.send!({ threads, isa: fingerprint.kernels, addons: installedAddons(), names: Object.keys(known) });
}

interface Started {
  readonly threads: number;
  readonly isa: string | null;
  readonly addons: ReturnType<typeof installedAddons>;
  readonly names: readonly string[];
}

/** The length of the difference, relative to that of the numbers. */
function apart(a: Numbers, b: Numbers): number {
  const length = Math.sqrt(a.reduce((sum, v) => sum + v * v, 0));
  return Math.sqrt(a.reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 0)) / (length || 1);
}

async function compare(): Promise<void> {
  const start = async (cache: string) => {
    const child = fork(process.argv[1]!, process.argv.slice(2), {
      env: { ...process.env, FTN_CACHE: cache, FTN_ADDONS_CHILD: '1' },
      serialization: 'advanced',
    });
    const [said] = (await once(child, 'message')) as [Started];
    return { child, said };
  };
  const sides = [await start(values.first), await start(values.second)] as const;
  const ask = async (child: ChildProcess, name: string): Promise<Answer> => {
    child.send(name);
    return ((await once(child, 'message')) as [Answer])[0];
  };
  const rows = [];
  const { names, threads, isa } = sides[0].said;
  for (const name of names) {
    const firsts = [await ask(sides[0].child, name), await ask(sides[1].child, name)] as const;
    const times: [number, number][] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const order = round % 2 === 0 ? [0, 1] : [1, 0];
      const pair: [number, number] = [0, 0];
      for (const i of order) pair[i] = (await ask(sides[i]!.child, name)).processor;
      times.push(pair);
    }
    const ratio = spreadOf(times.map(([first, second]) => second / first));
    const milliseconds = [0, 1].map((i) => median(times.map((pair) => pair[i]!)));
    rows.push({ name, milliseconds, ...ratio, apart: apart(firsts[0].numbers!, firsts[1].numbers!) });
  }
  for (const { child } of sides) child.kill();
  const machine = `${cpus()[0]?.model.trim()}, ${threads} threads, kernels for ${isa}`;
  const [first, second] = sides.map(({ said }) => said.addons.kernels ?? 'unknown');
  if (values.json)
    process.stdout.write(`${JSON.stringify({ id: 'addons', machine, first, second, rows })}\n`);
  else {
    process.stdout.write(`${values.rounds} rounds; ${machine}\n`);
    process.stdout.write(`what                 ${first} ms  ${second} ms  ratio (min–max)    apart\n`);
    for (const { name, milliseconds, ratio, min, max, apart: far } of rows) {
      const times = milliseconds.map((ms) => ms.toFixed(1).padStart(11)).join('');
      const spread = `${ratio.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
      process.stdout.write(`${name.padEnd(20)}${times}  ${spread}  ${far.toExponential(1)}\n`);
    }
  }
}

await (process.env.FTN_ADDONS_CHILD === '1' ? serve() : compare());
