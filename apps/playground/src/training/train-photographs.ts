import { type AdapterFiles, Domain, describeInput, encodeDomain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { type ImageDataset, memoryBatches } from '@ftn/datasets/memory';
import { classificationTask } from '@ftn/tasks';
import { createMethod, defaultMethod } from '@ftn/tensor-factors';
import { evaluate, trainDomain, trainingConfigSchema } from '@ftn/training/loop';
import { evaluationSteps, networkSide, trainingSteps } from './network-input.js';
import { type Photographs, splitPhotographs } from './photographs.js';

/** How a domain is trained. */
export interface TrainingChoice {
  readonly rank: number;
  readonly epochs: number;
  /** Names the initial factors, the order and the augmentation. */
  readonly seed: number;
}

/** The progress of a training: after each step, and after each epoch with the accuracy (%) on what is held out. */
export type TrainingEvent =
  | { readonly kind: 'step'; readonly step: number; readonly steps: number; readonly loss: number }
  | {
      readonly kind: 'epoch';
      readonly epoch: number;
      readonly epochs: number;
      readonly step: number;
      readonly loss: number;
      readonly accuracy: number | null;
    };

/** A trained domain and the files of its adapter. */
export interface Trained {
  readonly files: AdapterFiles;
  /** Accuracy (%) on the photographs held out; null where there are none. */
  readonly accuracy: number | null;
  readonly images: number;
  readonly heldOut: number;
  /** Epochs that ran: fewer than asked for where training was stopped. */
  readonly epochs: number;
}

/** Thrown through the loop to end it; never leaves `trainPhotographs`. */
class Stopped extends Error {}

/**
 * Trains a domain on photographs over a frozen backbone: factors by Adam, batch norms and head by SGD, both by a cosine. Stopped
 * by the signal, it keeps what it has learned so far.
 *
 * @throws MismatchError for fewer than two classes or a class with fewer than two photographs
 * @throws DivergedError where a loss is not finite
 */
export async function trainPhotographs(options: {
  readonly backbone: Backbone;
  readonly photographs: Photographs;
  readonly choice: TrainingChoice;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
}): Promise<Trained> {
  const { backbone, photographs, choice, signal, onEvent } = options;
  const { rank, epochs, seed } = choice;
  const { train, heldOut } = splitPhotographs(photographs);
  const batchSize = Math.min(16, train.length);
  const config = trainingConfigSchema.parse({
    epochs,
    batchSize,
    schedule: { kind: 'cosine', every: 'step' },
    optimizers: {
      factors: { kind: 'adam', rate: 0.02 },
      default: { kind: 'sgd', rate: 0.1, momentum: 0.9 },
    },
    seed,
  });
  const method = createMethod(defaultMethod, { rank });
  const { name, classes } = photographs;
  using domain = Domain.create({ name, backbone, method, classes, seed });
  const data = memoryBatches({ dataset: train, batchSize, transforms: trainingSteps, seed, shuffle: true });
  let [done, accuracy]: [number, number | null] = [0, null];
  try {
    await trainDomain({
      domain,
      data,
      config,
      ...(heldOut ? { validate: () => accuracyOf(domain, heldOut) } : {}),
      observer: {
        onStep({ step, totalSteps: steps, loss }) {
          onEvent?.({ kind: 'step', step, steps, loss });
          if (signal?.aborted) throw new Stopped();
        },
        onEpoch({ epoch, step, loss, validation }) {
          [done, accuracy] = [epoch + 1, validation];
          onEvent?.({ kind: 'epoch', epoch: done, epochs, step, loss, accuracy });
        },
      },
    });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    accuracy = heldOut ? await accuracyOf(domain, heldOut) : null;
  }
  const files = await encodeDomain(domain, {
    input: describeInput(evaluationSteps, networkSide),
    data: {
      name,
      splits: {
        train: { images: train.length },
        ...(heldOut ? { validation: { images: heldOut.length } } : {}),
      },
    },
    training: { seed, epochs: done, batchSize },
    metrics: accuracy === null ? {} : { accuracy },
  });
  return { files, accuracy, images: train.length, heldOut: heldOut?.length ?? 0, epochs: done };
}

/** Accuracy (%) of a domain on images in memory. */
export async function accuracyOf(domain: Domain, dataset: ImageDataset): Promise<number> {
  const batches = memoryBatches({ dataset, batchSize: 16, transforms: evaluationSteps }).batches(0);
  const { metrics } = await evaluate(domain, classificationTask(domain.classes), batches);
  return metrics.accuracy!;
}
