// The program of scripts/seasons-base.mjs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bigGanConfig } from '../../packages/backbones/src/index.ts';
import { decodeSafetensors, encodeSafetensors, fromFloat32 } from '../../packages/checkpoints/src/index.ts';
import { readFileBytes } from '../../packages/checkpoints/src/node/index.ts';
import { startEngine } from '../../packages/engine/src/index.ts';
import { imageBatches, imageSetOf } from '../../packages/generation/src/index.ts';
import { miniSeasonsBase, trainBase } from '../../packages/generation/src/node/index.ts';
import { miniSeasons } from '../../packages/synthetic/src/index.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'runs/seasons-base' },
    resume: { type: 'boolean', default: false },
    epochs: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
});
const { network, data, training } = miniSeasonsBase;
const config = values.epochs === undefined ? training : { ...training, epochs: Number(values.epochs) };
const log = (line) => process.stderr.write(`${line}\n`);

const engine = await startEngine({ threads: Number(values.threads) });
const set = imageSetOf(
  miniSeasons({ season: data.season, split: 'train', perScene: data.perScene, size: network.resolution }),
  network.resolution,
);
const { batchSize, seed } = config;
const batches = imageBatches(set, { batchSize, seed, flip: data.flip, dropLast: true });
const stop = { requested: false, exitCode: 130 };
for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => {
    stop.requested = true;
    stop.exitCode = exitCode;
  });
}

const began = performance.now();
let first = 0;
const run = trainBase({
  directory: values.out,
  network: bigGanConfig(network),
  config,
  data: batches,
  settings: { data },
  fingerprint: engine.fingerprint,
  resume: values.resume,
  stop,
  onNote: log,
  onStep({ step, totalSteps, terms }) {
    first ||= step;
    if (step % 50 !== 0) return;
    const seconds = (performance.now() - began) / 1000 / (step - first + 1);
    const left = ((totalSteps - step) * seconds) / 60;
    const losses = Object.entries(terms).map(([name, loss]) => `${name} ${loss.toFixed(2)}`);
    log(
      `step ${step} of ${totalSteps}, ${seconds.toFixed(2)} s each, ${left.toFixed(0)} min left; ${losses.join(', ')}`,
    );
  },
});
await run.catch((error) => {
  log(error.message);
  process.exit(error.exitCode ?? 1);
});

// As they ship: half floats.
for (const [file, name] of [
  ['G_ema', 'mini-summer'],
  ['D', 'mini-summer-discriminator'],
]) {
  const { tensors } = decodeSafetensors(await readFileBytes(join(values.out, `${file}.safetensors`)));
  const half = [...tensors].map(([tensor, { data: numbers, shape }]) => [
    tensor,
    fromFloat32(numbers, shape, 'float16'),
  ]);
  const out = join(values.out, `${name}.safetensors`);
  writeFileSync(out, encodeSafetensors(new Map(half)));
  log(`written to ${out}`);
}
