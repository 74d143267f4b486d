import type { Backbone } from '@ftn/backbones';
import type { ImageDataset } from '@ftn/datasets';
import { type FeatureSide, FrechetDistance } from '@ftn/metrics';
import { mean, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type EvaluationSettings, evaluationLoader } from '../data/subject.js';

/** Adds the features of every image to the distance of its class: the last stage's, averaged over the image. */
async function addFeatures(
  distances: ReadonlyMap<number, FrechetDistance>,
  side: FeatureSide,
  images: ImageDataset,
  { backbone, settings }: { backbone: Backbone; settings: EvaluationSettings },
): Promise<void> {
  const last = backbone.architecture.features.at(-1)!;
  await using loader = evaluationLoader(images, settings, { targets: ['label'] });
  for await (const { images: pixels, shape, label: labels } of loader.batches(0)) {
    const features = tidy(() => {
      const stage = backbone.forward(tensor4d(pixels, [...shape]))[last.name]!;
      return mean(stage, [1, 2]).dataSync<'float32'>();
    });
    for (const [row, label] of labels!.data.entries()) {
      const own = features.subarray(row * last.channels, (row + 1) * last.channels);
      distances.get(label)?.update(side, own);
    }
  }
}

/**
 * The Fréchet distance of generated to real images of each class that both have, over the features of a frozen classifier:
 * FID's formula with another network, so comparable with numbers of the same network alone.
 */
export async function featureDistances(
  real: ImageDataset,
  made: ImageDataset,
  network: { readonly backbone: Backbone; readonly settings: EvaluationSettings },
): Promise<Record<string, number>> {
  const { channels } = network.backbone.architecture.features.at(-1)!;
  const labels = new Set(Array.from({ length: made.length }, (_, index) => made.label(index)));
  const distances = new Map([...labels].map((label) => [label, new FrechetDistance({ size: channels })]));
  await addFeatures(distances, 'real', real, network);
  await addFeatures(distances, 'made', made, network);
  return Object.fromEntries(
    [...distances].map(([label, distance]) => [made.classes[label]!, distance.result().distance]),
  );
}
