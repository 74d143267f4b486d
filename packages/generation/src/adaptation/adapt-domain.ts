import type { Parameter } from '@ftn/adapters';
import { DivergedError, UsageError } from '@ftn/errors';
import { embedding, valueAndGradients } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import { type BatchSource, OptimizerSet, scheduleFactor } from '@ftn/training';
import {
  add,
  mean,
  mul,
  type Scalar,
  square,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tensor4d,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import type { GeneratorDomain } from '../domain/generator-domain.js';
import { fitLatents } from '../latents/latent-distribution.js';
import { eventLoopTurn } from '../run/event-loop-turn.js';
import type { Snapshot } from '../run/snapshot.js';
import type { AdaptationConfig } from './adaptation-config.js';
import { type PerceptualFeatures, reconstructionLoss } from './reconstruction-loss.js';

/** Where an adaptation stands. */
export interface AdaptationPosition {
  /** Steps taken. */
  readonly step: number;
  readonly epoch: number;
  /** Batches of the epoch already used. */
  readonly batch: number;
  /** Sum of the losses of the epoch's steps so far. */
  readonly lossSum: number;
  /** The smallest mean loss of an epoch, and the step it ended at. */
  readonly best: { readonly loss: number; readonly step: number } | null;
}

export interface AdaptationStep {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly rates: Readonly<Record<string, number>>;
  readonly images: number;
  readonly seconds: number;
}

export interface AdaptationEpoch {
  readonly epoch: number;
  readonly step: number;
  /** Mean loss of the epoch's steps. */
  readonly loss: number;
  readonly best: boolean;
}

/** What watches an adaptation; each call is awaited before the next step. */
export interface AdaptationObserver {
  onStep?(report: AdaptationStep): void | Promise<void>;
  onEpoch?(report: AdaptationEpoch): void | Promise<void>;
  /** Called after each step, and with `last` at the end; `capture` copies everything a resumed run needs. */
  onPosition?(position: AdaptationPosition, capture: () => Snapshot, last: boolean): void | Promise<void>;
}

export interface AdaptDomainOptions {
  readonly domain: GeneratorDomain;
  /** Images in [−1, 1] with their classes; `indices` say which latent is whose. */
  readonly data: BatchSource;
  /** Images of the data. */
  readonly count: number;
  readonly config: AdaptationConfig;
  /** Latents to begin with, row by row, e.g. those of the same scenes in another domain; default: drawn. */
  readonly latents?: Float32Array;
  readonly perceptual?: PerceptualFeatures;
  readonly observer?: AdaptationObserver;
  readonly resume?: { readonly position: AdaptationPosition; readonly snapshot: Snapshot };
}

export interface AdaptationResult {
  readonly position: AdaptationPosition;
  /** Whether patience ended it before its last epoch. */
  readonly stoppedEarly: boolean;
  /** The learned latent of every image, row by row. */
  readonly latents: Float32Array;
}

const start: AdaptationPosition = { step: 0, epoch: 0, batch: 0, lossSum: 0, best: null };

/** The latents of all images as one variable, [count, latentSize]. */
function latentTable({ domain, count, config, latents }: AdaptDomainOptions): Variable {
  const size = domain.generator.architecture.config.latentSize;
  if (latents && latents.length !== count * size) {
    throw new UsageError('the given latents do not fit the images', {
      expected: `${count} × ${size} numbers`,
      got: String(latents.length),
    });
  }
  const random = new RandomStream(config.seed, 'learned latents');
  const initial = tensor2d(latents ?? random.normals(count * size, config.latents.deviation), [count, size]);
  const table = variable(initial);
  initial.dispose();
  return table;
}

/**
 * Adapts a domain to images by reconstruction: a latent is learned for each image beside the domain's factors and linear
 * layers, each group with its own Adam, until the last epoch or until patience is out. In the end the domain's latents are
 * fitted to those learned.
 *
 * @throws DivergedError at the step whose loss or parameters are not finite
 */
export async function adaptDomain(options: AdaptDomainOptions): Promise<AdaptationResult> {
  const { domain, data, config, observer, resume } = options;
  const table = latentTable(options);
  const parameters: Parameter[] = [
    ...domain.parameters(),
    { name: 'latents', group: 'latents', variable: table },
  ];
  const { factors, linear, latents } = config.optimizers;
  const optimizers = new OptimizerSet(parameters, { default: factors, linear, latents });
  const totalSteps = config.epochs * data.batchesPerEpoch;
  const capture = () => captureState(parameters, optimizers);
  let position = resume?.position ?? start;
  try {
    if (resume) restoreState(parameters, optimizers, resume.snapshot);
    while (position.epoch < config.epochs && !outOfPatience(position, config)) {
      const { epoch } = position;
      for await (const batch of data.batches(epoch, position.batch)) {
        const moment = { step: position.step, totalSteps, epoch, epochs: config.epochs };
        const schedule =
          config.schedule === 'cosine'
            ? ({ kind: 'cosine', every: 'step' } as const)
            : ({ kind: 'constant' } as const);
        const factor = scheduleFactor(schedule, moment);
        const began = performance.now();
        const loss = adaptationStep(options, parameters, table, optimizers, batch, factor, position.step + 1);
        position = {
          ...position,
          step: position.step + 1,
          batch: position.batch + 1,
          lossSum: position.lossSum + loss,
        };
        await observer?.onStep?.({
          step: position.step,
          totalSteps,
          epoch,
          loss,
          rates: optimizers.rates(factor),
          images: batch.labels.length,
          seconds: (performance.now() - began) / 1000,
        });
        await observer?.onPosition?.(position, capture, false);
        await eventLoopTurn();
      }
      const loss = position.lossSum / data.batchesPerEpoch;
      const best = position.best === null || loss < position.best.loss;
      const { step } = position;
      position = {
        step,
        epoch: epoch + 1,
        batch: 0,
        lossSum: 0,
        best: best ? { loss, step } : position.best,
      };
      await observer?.onEpoch?.({ epoch, step, loss, best });
    }
    await observer?.onPosition?.(position, capture, true);
    const learned = table.dataSync<'float32'>().slice();
    domain.latents = fitLatents(learned, table.shape[1]!);
    return { position, stoppedEarly: position.epoch < config.epochs, latents: learned };
  } finally {
    optimizers.dispose();
    table.dispose();
  }
}

function outOfPatience({ best, step }: AdaptationPosition, { patience }: AdaptationConfig): boolean {
  return patience !== null && best !== null && step - best.step >= patience;
}

type Batch = BatchSource extends { batches(epoch: number, from?: number): AsyncIterable<infer B> }
  ? B
  : never;

/** One step; the loss of the batch before it. */
function adaptationStep(
  { domain, config, perceptual }: AdaptDomainOptions,
  parameters: readonly Parameter[],
  table: Variable,
  optimizers: OptimizerSet,
  batch: Batch,
  factor: number,
  step: number,
): number {
  const { loss, gradients } = valueAndGradients(
    () => {
      const target = tensor4d(batch.images, [...batch.shape]);
      const latents = embedding(table as Variable & Tensor2D, tensor1d(batch.indices, 'int32'));
      const images = domain.forward(latents, tensor1d(batch.labels, 'int32'));
      const reconstruction = reconstructionLoss(images, target, config.loss, perceptual);
      const { prior } = config.latents;
      const total = prior > 0 ? add(reconstruction, mul(mean(square(latents)), prior)) : reconstruction;
      return { loss: total as Scalar };
    },
    parameters.map((parameter) => parameter.variable),
  );
  const value = loss.dataSync()[0]!;
  const bad = Number.isFinite(value) ? optimizers.apply(gradients, factor) : [];
  for (const tensor of [loss, ...gradients.values()]) tensor.dispose();
  if (Number.isFinite(value) && bad.length === 0) return value;
  const problem = Number.isFinite(value)
    ? `step ${step} would make '${bad[0]}' not finite`
    : `the loss became ${value} at step ${step}`;
  throw new DivergedError(problem, {
    hint: 'Lower the learning rates. Parameters and checkpoints are those before the step.',
  });
}

function captureState(parameters: readonly Parameter[], optimizers: OptimizerSet): Snapshot {
  const tensors = new Map<string, Tensor>(
    parameters.map(({ name, variable: value }) => [`domain/${name}`, value]),
  );
  const { steps, slots } = optimizers.state();
  for (const [name, slot] of slots) tensors.set(`optimizer/${name}`, slot);
  return { tensors, steps };
}

function restoreState(
  parameters: readonly Parameter[],
  optimizers: OptimizerSet,
  { tensors, steps }: Snapshot,
): void {
  for (const { name, variable: value } of parameters) value.assign(tensors.get(`domain/${name}`)!);
  const slots = [...tensors].flatMap(([name, tensor]): [string, Tensor][] =>
    name.startsWith('optimizer/') ? [[name.slice('optimizer/'.length), tensor]] : [],
  );
  optimizers.restore({ steps, slots: new Map(slots) });
}
