import type { Domain } from '@ftn/adapters';
import { type Dataset, type LabelColor, subset, targetsOf } from '@ftn/datasets';
import type { Prediction, Task } from '@ftn/tasks';
import { predictBatch } from '@ftn/training';
import { type EvaluationSettings, evaluationLoader } from '../data/subject.js';

/** A test image beside its truth, and what each system predicts of it. */
export interface ShownImage {
  /** Its place in the test set. */
  readonly index: number;
  readonly width: number;
  readonly height: number;
  /** The image as the network saw it, back as bytes. */
  readonly rgb: Uint8Array;
  /** The class, or the map the task learns. */
  readonly truth: Prediction;
  /** The task's prediction by the label of the system: logits, or a map. */
  readonly predictions: Record<string, Prediction>;
}

/** Test images of one task of one domain. */
export interface ShownTask {
  readonly domain: string;
  readonly task: string;
  /** Names of the classes, or of the labels. */
  readonly classes: readonly string[];
  /** The labels' colours, where their owner chose some. */
  readonly colors?: readonly LabelColor[] | undefined;
  readonly images: ShownImage[];
}

/** A normalised image back as bytes: x·std + mean. */
export function toBytes(
  pixels: ArrayLike<number>,
  { mean, std }: { readonly mean: readonly number[]; readonly std: readonly number[] },
): Uint8Array {
  return Uint8Array.from(pixels, (value, i) =>
    Math.round(255 * Math.min(1, Math.max(0, value * std[i % 3]! + mean[i % 3]!))),
  );
}

/** Some places of a set, evenly spread. */
export function spread(count: number, total: number): number[] {
  const all = Math.min(count, total);
  return Array.from({ length: all }, (_, i) => Math.floor(((i + 0.5) * total) / all));
}

/** Adds what a domain predicts of some images of a set; images that are new to `shown` join it. */
export async function showPredictions(
  shown: ShownTask,
  system: string,
  {
    domain,
    task,
    dataset,
    indices,
    settings,
    input,
  }: {
    readonly domain: Domain;
    readonly task: Task;
    readonly dataset: Dataset;
    readonly indices: readonly number[];
    readonly settings: EvaluationSettings;
    /** What normalised images are brought back by. */
    readonly input: { readonly mean: readonly number[]; readonly std: readonly number[] };
  },
): Promise<void> {
  const [target] = task.targets.filter((one) => targetsOf(dataset).includes(one));
  await using loader = evaluationLoader(
    subset(dataset, indices),
    // Images of a set may differ in size where nothing resizes them.
    { ...settings, batchSize: 1 },
    { targets: target === undefined ? [] : [target], workers: 0 },
  );
  for await (const batch of loader.batches(0)) {
    const index = indices[batch.indices[0]!]!;
    const [, height, width] = batch.shape;
    const made = predictBatch(domain, task, batch);
    const known = shown.images.find((image) => image.index === index);
    if (known) {
      known.predictions[system] = made;
      continue;
    }
    shown.images.push({
      index,
      width,
      height,
      rgb: toBytes(batch.images, input),
      truth: target === undefined ? new Float32Array() : (batch[target]!.data as Prediction),
      predictions: { [system]: made },
    });
  }
}
