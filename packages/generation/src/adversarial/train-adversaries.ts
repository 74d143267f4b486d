import { DivergedError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { type BatchSource, OptimizerSet } from '@ftn/training';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { sampleLatents, standardLatents } from '../latents/latent-distribution.js';
import { eventLoopTurn } from '../run/event-loop-turn.js';
import type { Snapshot } from '../run/snapshot.js';
import type { AdversarialConfig } from './adversarial-config.js';
import {
  type Draw,
  discriminatorGradients,
  generatorGradients,
  moveSide,
  type SideOutcome,
} from './adversarial-step.js';
import type { Adversaries } from './adversaries.js';

/** Where a base's training stands. */
export interface AdversarialPosition {
  /** Batches the discriminator has seen. */
  readonly step: number;
  readonly epoch: number;
  /** Batches of the epoch already used. */
  readonly batch: number;
}

export interface AdversarialReport {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly discriminatorLoss: number;
  /** Null in steps of the discriminator alone. */
  readonly generatorLoss: number | null;
  readonly images: number;
  readonly seconds: number;
}

/** What watches a base's training; each call is awaited before the next step. */
export interface AdversarialObserver {
  onStep?(report: AdversarialReport): void | Promise<void>;
  /** Called after each step; `capture` copies everything a resumed run needs. */
  onPosition?(position: AdversarialPosition, capture: () => Snapshot): void | Promise<void>;
}

export interface TrainAdversariesOptions {
  readonly both: Adversaries;
  /** Images in [−1, 1] with their classes. */
  readonly data: BatchSource;
  readonly config: AdversarialConfig;
  readonly observer?: AdversarialObserver;
  readonly resume?: { readonly position: AdversarialPosition; readonly snapshot: Snapshot };
}

/** The latents and classes of a side's step: they depend on seed, side and step alone. */
function drawFor({ config }: Adversaries, seed: number, side: string, step: number, count: number): Draw {
  const random = new RandomStream(seed, 'classes', side, step);
  const labels = Int32Array.from({ length: count }, () => random.integer(config.classes));
  const name = new RandomStream(seed, 'latents', side, step).uint32();
  return { latents: sampleLatents(count, standardLatents(config.latentSize), { seed: name }), labels };
}

function optimizersOf(both: Adversaries, config: AdversarialConfig) {
  return {
    generator: new OptimizerSet(both.generator.parameters(), { default: config.generator }),
    discriminator: new OptimizerSet(both.discriminator.parameters(), { default: config.discriminator }),
  };
}

type Optimizers = ReturnType<typeof optimizersOf>;

function capture(both: Adversaries, optimizers: Optimizers): Snapshot {
  const tensors = both.weights();
  const steps: Record<string, number> = {};
  for (const [side, set] of Object.entries(optimizers)) {
    const state = set.state();
    for (const [name, count] of Object.entries(state.steps)) steps[`${side}/${name}`] = count;
    for (const [name, slot] of state.slots) tensors.set(`optimizer/${side}/${name}`, slot);
  }
  return { tensors, steps };
}

const below = <T>(entries: Iterable<readonly [string, T]>, prefix: string) =>
  [...entries].flatMap(([name, value]): [string, T][] =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  );

function restore(both: Adversaries, optimizers: Optimizers, { tensors, steps }: Snapshot): void {
  both.generator.assign(new Map(below(tensors, 'generator/')));
  both.discriminator.assign(new Map(below(tensors, 'discriminator/')));
  both.average.update(new Map(below(tensors, 'average/')), 0);
  for (const [side, set] of Object.entries(optimizers)) {
    set.restore({
      steps: Object.fromEntries(below(Object.entries(steps), `${side}/`)),
      slots: new Map(below(tensors, `optimizer/${side}/`)),
    });
  }
}

const start: AdversarialPosition = { step: 0, epoch: 0, batch: 0 };

/** Trains a generator against a discriminator. DivergedError at the step whose loss or weights are not finite. */
export async function trainAdversaries(options: TrainAdversariesOptions): Promise<AdversarialPosition> {
  const { both, data, config, observer, resume } = options;
  const optimizers = optimizersOf(both, config);
  let position = resume?.position ?? start;
  try {
    if (resume) restore(both, optimizers, resume.snapshot);
    while (position.step < config.steps) {
      for await (const batch of data.batches(position.epoch, position.batch)) {
        const began = performance.now();
        const step = position.step + 1;
        const count = batch.labels.length;
        const images = tensor4d(batch.images, [...batch.shape]);
        const d = discriminatorStep(both, optimizers, config, { images, labels: batch.labels }, step);
        images.dispose();
        requireFinite('discriminator', step, d);
        const turn = step % config.discriminatorSteps === 0;
        const g = turn ? generatorStep(both, optimizers, config, count, step) : null;
        if (g) requireFinite('generator', step, g);
        position = { step, epoch: position.epoch, batch: position.batch + 1 };
        await observer?.onStep?.({
          step,
          totalSteps: config.steps,
          epoch: position.epoch,
          discriminatorLoss: d.loss,
          generatorLoss: g?.loss ?? null,
          images: count,
          seconds: (performance.now() - began) / 1000,
        });
        await observer?.onPosition?.(position, () => capture(both, optimizers));
        await eventLoopTurn();
        if (position.step === config.steps) return position;
      }
      position = { step: position.step, epoch: position.epoch + 1, batch: 0 };
    }
    return position;
  } finally {
    optimizers.generator.dispose();
    optimizers.discriminator.dispose();
  }
}

function discriminatorStep(
  both: Adversaries,
  optimizers: Optimizers,
  { seed, orthogonal }: AdversarialConfig,
  real: { images: Tensor4D; labels: Int32Array },
  step: number,
): SideOutcome {
  const draw = drawFor(both, seed, 'discriminator', step, real.labels.length);
  const gradients = discriminatorGradients(both, real, draw);
  return moveSide(both, 'discriminator', gradients, optimizers.discriminator, orthogonal.discriminator);
}

/** One step of the generator, then of its moving average. */
function generatorStep(
  both: Adversaries,
  optimizers: Optimizers,
  { seed, orthogonal, average }: AdversarialConfig,
  count: number,
  step: number,
): SideOutcome {
  const gradients = generatorGradients(both, drawFor(both, seed, 'generator', step, count));
  const outcome = moveSide(both, 'generator', gradients, optimizers.generator, orthogonal.generator);
  both.average.update(both.generator.weights(), step < average.start ? 0 : average.decay);
  return outcome;
}

function requireFinite(side: string, step: number, { loss, nonFinite }: SideOutcome): void {
  if (Number.isFinite(loss) && nonFinite.length === 0) return;
  const problem = Number.isFinite(loss)
    ? `step ${step} would make '${nonFinite[0]}' of the ${side} not finite`
    : `the loss of the ${side} became ${loss} at step ${step}`;
  throw new DivergedError(problem, {
    hint: 'Lower its learning rate. Weights and checkpoints are those before the step.',
  });
}
