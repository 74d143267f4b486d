import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '@ftn/adapters/node';
import { Backbone, createArchitecture, type Generator } from '@ftn/backbones';
import { decodeSafetensors } from '@ftn/checkpoints';
import { MetricsLog } from '@ftn/checkpoints/node';
import { InterruptedError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { abs, mean, memory, sub, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshDomain, smallGenerator } from '../__fixtures__/small-generator.js';
import { tinyBatches } from '../__fixtures__/tiny-images.js';
import { type AdaptationConfigInput, reconstructionSchema } from '../adaptation/adaptation-config.js';
import { reconstructionLoss } from '../adaptation/reconstruction-loss.js';
import { decodeGeneratorDomain } from '../domain/domain-file.js';
import { generate } from '../generate.js';
import { type AdaptOptions, adapt } from './adapt.js';

const generator: Generator = smallGenerator();
afterAll(() => generator.dispose());
const system = { method: 'ftn', options: { rank: 2 }, domain: {} } as const;

const adam = (rate: number) => ({ kind: 'adam', rate }) as const;
const config: AdaptationConfigInput = {
  epochs: 3,
  batchSize: 3,
  optimizers: { factors: adam(0.01), linear: adam(0.001), latents: adam(0.05) },
  loss: { l1: 1, pyramid: 0.5, levels: 2 },
  latents: { prior: 0.01 },
  seed: 2,
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-adapt-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Adapts a fresh domain and disposes it. */
async function run(changes: Partial<AdaptOptions> = {}) {
  const domain = freshDomain(generator, system);
  try {
    return await adapt({
      directory,
      domain,
      config,
      data: tinyBatches(7, 3),
      count: 7,
      settings: { data: 'tiny' },
      fingerprint: { threads: 2 },
      resume: false,
      ...changes,
    });
  } finally {
    domain.dispose();
  }
}

async function outcome() {
  const { records } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  const names = ['adapter/adapter.safetensors', 'adapter/adapter.json', 'latents.safetensors'];
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))));
  return { log: records.map(({ imagesPerSecond: _, ...record }) => record), files };
}

describe('adapt', () => {
  it('gets closer to the images, writes an adapter that generates, and leaks no tensor', async () => {
    const before = memory().numTensors;
    const losses: number[] = [];
    const flat = new Set<number>();
    const result = await run({
      config: { ...config, epochs: 12 },
      // The adapter is there before it is measured.
      describe: async ({ best }) => {
        expect((await readManifest(directory)).metrics).toEqual({});
        return { metrics: { loss: best.loss } };
      },
      onEpoch: ({ loss }) => losses.push(loss),
      onStep: ({ step }) => {
        if (step > 2) flat.add(memory().numTensors);
      },
    });
    expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]!);
    expect(flat.size).toBe(1);
    expect(memory().numTensors).toBe(before);
    expect(result.latents).toHaveLength(7 * 12);
    const [safetensors, json] = await Promise.all(
      ['adapter.safetensors', 'adapter.json'].map((name) => readFile(join(directory, 'adapter', name))),
    );
    const { domain, manifest } = await decodeGeneratorDomain(
      { 'adapter.safetensors': safetensors!, 'adapter.json': json!.toString() },
      generator,
    );
    expect(manifest.metrics.loss).toBe(result.best.loss);
    const { tensors } = decodeSafetensors(await readFile(join(directory, 'latents.safetensors')));
    expect(tensors.get('latents')!.data).toEqual(result.latents);
    const { pixels, size } = generate(domain, { labels: [0, 1, 2], seed: 1 });
    expect([pixels.length, size]).toEqual([3 * 32 * 32 * 3, 32]);
    domain.dispose();
  });

  it('resumes bit for bit after a stop at any step', async () => {
    await run();
    const expected = await outcome();
    for (const at of [1, 3, 5, 9]) {
      await rm(directory, { recursive: true });
      const stop = { requested: false, exitCode: 143 as const };
      const onStep: AdaptOptions['onStep'] = ({ step }) => {
        if (step === at) stop.requested = true;
      };
      await expect(run({ stop, onStep })).rejects.toThrow(InterruptedError);
      await run({ resume: true });
      expect(await outcome(), `stopped at step ${at}`).toEqual(expected);
    }
  });

  it('resumes bit for bit with a discriminator, which changes the result and leaks no tensor', async () => {
    const adversarial = { weight: 0.1, every: 2, discriminator: adam(0.001) };
    const changes = { config: { ...config, adversarial } };
    const before = memory().numTensors;
    await run();
    const alone = await outcome();
    await rm(directory, { recursive: true });
    await run(changes);
    expect(memory().numTensors).toBe(before);
    const expected = await outcome();
    const steps = expected.log.filter(({ kind }) => kind === 'step');
    // Every other step has a discriminator's loss; the first ones are near 2, where it knows nothing.
    expect(steps.map(({ discriminator }) => discriminator !== undefined)).toEqual(
      steps.map((_, i) => i % 2 === 0),
    );
    expect(expected.files[0]).not.toEqual(alone.files[0]);
    for (const at of [1, 4]) {
      await rm(directory, { recursive: true });
      const stop = { requested: false, exitCode: 143 as const };
      const onStep: AdaptOptions['onStep'] = ({ step }) => {
        if (step === at) stop.requested = true;
      };
      await expect(run({ ...changes, stop, onStep })).rejects.toThrow(InterruptedError);
      await run({ ...changes, resume: true });
      expect(await outcome(), `stopped at step ${at}`).toEqual(expected);
    }
  });

  it('stops when patience runs out', async () => {
    // Rates so small that the loss is as good as constant: rounding decides, and soon no epoch is better.
    const still = { factors: adam(1e-12), linear: adam(1e-12), latents: adam(1e-12) };
    const ended = await run({ config: { ...config, epochs: 200, optimizers: still, patience: 6 } });
    expect(ended.stoppedEarly).toBe(true);
    expect(ended.position.step - ended.best.step).toBeGreaterThanOrEqual(6);
    expect(ended.position.epoch).toBeLessThan(200);
    await rm(directory, { recursive: true });
    const whole = await run({ config: { ...config, optimizers: still, patience: null } });
    expect(whole).toMatchObject({ stoppedEarly: false, position: { epoch: 3, step: 9 } });
  });

  it('accepts any schedule and optimizers', async () => {
    const rates: number[] = [];
    const sgd = { kind: 'sgd', rate: 0.01 } as const;
    const schedule = { kind: 'polynomial', power: 1 } as const;
    const optimizers = { default: sgd, linear: sgd, latents: sgd };
    await run({
      config: { ...config, schedule, optimizers },
      onStep: ({ rates: { latents } }) => void rates.push(latents!),
    });
    for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(0.01 * (1 - i / 9), 9);
    expect(rates).toHaveLength(9);
  });

  it('starts from given latents', async () => {
    const latents = new Float32Array(7 * 12).fill(0.25);
    const still = { factors: adam(1e-12), linear: adam(1e-12), latents: adam(1e-12) };
    const { latents: learned } = await run({ latents, config: { ...config, optimizers: still } });
    for (const value of learned) expect(value).toBeCloseTo(0.25, 6);
    await rm(directory, { recursive: true });
    await expect(run({ latents: latents.subarray(1) })).rejects.toThrow(/expected 7 × 12 numbers, got 83/);
  });
});

describe('reconstructionLoss', () => {
  const weights = (changes: object) => reconstructionSchema.parse({ l1: 0, ...changes });
  const image = (value: (i: number) => number) =>
    tensor4d(
      Float32Array.from({ length: 4 * 4 * 3 }, (_, i) => value(i)),
      [1, 4, 4, 3],
    );
  const lossOf = (a: Tensor4D, b: Tensor4D, changes: object) =>
    tidy(() => reconstructionLoss(a, b, weights(changes))).dataSync()[0]!;

  it('weights its terms', () => {
    // Columns are 0.3 above and below the target in turn: the pyramid sees nothing of it.
    const a = image((i) => (Math.floor(i / 3) % 2 ? 0.5 : -0.1));
    const b = image(() => 0.2);
    expect(lossOf(a, b, { l1: 1 })).toBeCloseTo(0.3, 6);
    expect(lossOf(a, b, { l2: 2 })).toBeCloseTo(0.18, 6);
    expect(lossOf(a, b, { pyramid: 1, levels: 2 })).toBeCloseTo(0, 6);
    expect(
      lossOf(
        image(() => 0.3),
        b,
        { pyramid: 1, levels: 2, l1: 0.5 },
      ),
    ).toBeCloseTo(0.25, 6);
    expect(() => lossOf(a, b, {})).toThrow(/has no term/);
    expect(() => lossOf(a, b, { perceptual: 1 })).toThrow(/needs the features of a classifier/);
  });

  it('compares the features of a classifier', () => {
    const backbone = Backbone.random(createArchitecture('resnet10-small'), new RandomStream(1));
    const features = {
      backbone,
      stages: ['layer1', 'layer3'],
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    } as const;
    const picture = (seed: number) =>
      tensor4d(new RandomStream(seed).normals(32 * 32 * 3, 0.5), [1, 32, 32, 3]);
    const [a, b] = [picture(1), picture(2)];
    const loss = (x: Tensor4D, y: Tensor4D) =>
      tidy(() => reconstructionLoss(x, y, weights({ perceptual: 1 }), features)).dataSync()[0]!;
    expect(loss(a, a)).toBe(0);
    // Normalised by ½ and ½, images in [−1, 1] reach the classifier as they are.
    const expected = tidy(() => {
      const [p, q] = [backbone.forward(a), backbone.forward(b)];
      return ['layer1', 'layer3'].reduce((sum, stage) => {
        return sum + mean(abs(sub(p[stage]!, q[stage]!))).dataSync()[0]!;
      }, 0);
    });
    expect(loss(a, b)).toBeCloseTo(expected, 4);
    const unknown = { ...features, stages: ['layer9'] };
    expect(() => tidy(() => reconstructionLoss(a, b, weights({ perceptual: 1 }), unknown))).toThrow(
      /no stage 'layer9'/,
    );
    backbone.dispose();
  });
});
