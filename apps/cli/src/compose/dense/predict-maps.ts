import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { createDenseLoader, type DenseDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { encodePng, type RgbImage, renderImageGrid } from '@ftn/report';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { displayNames } from '../display-names.js';
import { rasterize } from '../rasterize.js';
import { paintingOf, type TaskMap } from './dense-pictures.js';
import { denseSteps } from './dense-transforms.js';
import type { OpenDenseAdapter } from './open-dense-adapter.js';

/** Image files as a set without maps. */
function withoutMaps(files: readonly string[]): DenseDataset {
  return {
    name: 'images',
    classes: [],
    keys: [],
    origins: {},
    length: files.length,
    sample: (index) => ({ kind: 'files', image: resolve(files[index]!), maps: {} }),
  };
}

/** A normalised image back as bytes: x·std + mean. */
function toBytes(
  pixels: Float32Array,
  { mean, std }: { readonly mean: readonly number[]; readonly std: readonly number[] },
): Uint8Array {
  return Uint8Array.from(pixels, (value, i) =>
    Math.round(255 * Math.min(1, Math.max(0, value * std[i % 3]! + mean[i % 3]!))),
  );
}

/** The files that one image's prediction is written to. */
export interface MapFiles {
  readonly file: string;
  /** The map alone, a pixel for each of the image's. */
  readonly map: string;
  /** Image and map beside each other with what the colours mean. */
  readonly picture: string;
}

/** Where the predictions of images go; UsageError where two would have one name, or a file is there already. */
function plan(files: readonly string[], task: string, out: string, force: boolean): MapFiles[] {
  const planned = files.map((file) => {
    const stem = join(out, `${basename(file, extname(file))}.${task}`);
    return { file, map: `${stem}.png`, picture: `${stem}.picture.png` };
  });
  const twice = planned.find(({ map }, i) => planned.findIndex((other) => other.map === map) !== i);
  if (twice) {
    throw new UsageError('two images have the same name', {
      file: twice.file,
      hint: 'Predict them one by one, into folders of their own.',
    });
  }
  const there = planned.flatMap(({ map, picture }) => [map, picture]).find((path) => existsSync(path));
  if (there === undefined || force) return planned;
  throw new UsageError('the file exists', { file: there, hint: 'Add --force to replace it.' });
}

/** Image and map at their own size, with the legend or the scale. */
function picture(title: string, image: RgbImage, map: RgbImage, key: object): Uint8Array {
  const grid = { title, columns: ['image', title], rows: [{ label: '', images: [image, map] }], ...key };
  return rasterize(renderImageGrid(grid, { width: 390, theme: 'light' }), { scale: 3 });
}

/** Predicts the map of every image and writes it as pictures to `out`. */
export async function* predictMaps(
  { domain, task, input }: OpenDenseAdapter,
  files: readonly string[],
  options: { readonly out: string; readonly workers: number; readonly force: boolean },
): AsyncGenerator<MapFiles> {
  const planned = plan(files, task.name, options.out, options.force);
  await mkdir(options.out, { recursive: true });
  const steps = denseSteps(input.transforms.evaluate, input.input);
  // One at a time: images may have sizes of their own.
  const dataset = withoutMaps(files);
  const loader = createDenseLoader({ dataset, batchSize: 1, steps, keys: [], workers: options.workers });
  const title = displayNames[task.name] ?? task.name;
  try {
    for await (const { image, indices } of loader.batches(0)) {
      const [, height, width] = image.shape as [number, number, number, number];
      const values = tidy(() => {
        const x = tensor4d(image.data, [1, height, width, 3]);
        return task.predict(domain.forward(x, 'eval').output).dataSync<'float32' | 'int32'>().slice();
      }) as TaskMap['values'];
      const map = { values, height, width };
      const painting = paintingOf(task.name, { truths: [], predicted: [map], classes: domain.classes });
      const drawn = painting.draw(map);
      const shown = { rgb: toBytes(image.data, input.input), height, width };
      const target = planned[indices[0]!]!;
      await writeFileAtomic(target.map, encodePng(drawn));
      await writeFileAtomic(target.picture, picture(title, shown, drawn, painting.key));
      yield target;
    }
  } finally {
    await loader.close();
  }
}
