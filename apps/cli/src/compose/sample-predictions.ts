import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import type { SampleGroup, SampleImage } from '@ftn/report';
import { softmax, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { InputSettings } from './loaders.js';

/** A normalised image back as bytes: x·std + mean. */
function toBytes(pixels: Float32Array, { mean, std }: InputSettings['input']): Uint8Array {
  return Uint8Array.from(pixels, (value, i) =>
    Math.round(255 * Math.min(1, Math.max(0, value * std[i % 3]! + mean[i % 3]!))),
  );
}

/** The domain's predictions for evenly spread images of its test set, as the page shows them. */
export async function samplePredictions(
  domain: Domain,
  test: AsyncIterable<Batch>,
  settings: {
    readonly input: InputSettings['input'];
    readonly title: string;
    readonly count: number;
    /** Images of the whole set. */
    readonly total: number;
  },
): Promise<SampleGroup> {
  const { count, total } = settings;
  const wanted = new Set(Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * total) / count)));
  const images: SampleImage[] = [];
  let place = 0;
  for await (const { images: pixels, shape, labels } of test) {
    const [, height, width, channels] = shape;
    const size = height * width * channels;
    labels.forEach((label, i) => {
      if (!wanted.has(place++)) return;
      const one = pixels.subarray(i * size, (i + 1) * size);
      const scores = tidy(() =>
        softmax(domain.forward(tensor4d(one, [1, height, width, channels]), 'eval').output).dataSync(),
      );
      const predicted = scores.indexOf(Math.max(...scores));
      const correct = predicted === label;
      images.push({
        caption: domain.classes[predicted]!,
        detail: `${Math.round(100 * scores[predicted]!)} %${correct ? '' : `, is ${domain.classes[label]}`}`,
        width,
        height,
        rgb: toBytes(one, settings.input),
        correct,
      });
    });
  }
  return { title: settings.title, images };
}
