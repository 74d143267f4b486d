import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import {
  createDenseLoader,
  type DenseBatch,
  type DenseDataset,
  type DenseSample,
  type DenseStep,
  readDenseSource,
} from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { encodePng, type RgbImage, renderImageGrid } from '@ftn/report';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { displayNames } from '../display-names.js';
import { rasterize } from '../rasterize.js';
import { paintingOf, type TaskMap } from './dense-pictures.js';
import type { OpenDenseAdapter } from './open-dense-adapter.js';

/** How many times the pixels that were trained on an image may have before it is shrunk. */
const mostPixels = 4;

/** An image file without maps, shrunk where it is much larger than what was trained on. */
async function readImage(
  file: string,
  trained: readonly [number, number],
): Promise<{ sample: DenseSample; size?: [number, number] }> {
  const sample = await readDenseSource({ kind: 'files', image: resolve(file), maps: {} }, []);
  const { height, width } = sample;
  const scale = Math.sqrt((mostPixels * trained[0] * trained[1]) / (height * width));
  if (scale >= 1) return { sample };
  return { sample, size: [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))] };
}

/** One image as a set of its own. */
const alone = (sample: DenseSample): DenseDataset => ({
  name: 'images',
  classes: [],
  keys: [],
  origins: {},
  length: 1,
  sample: () => ({ kind: 'memory', sample }),
});

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

/** What is predicted of one image. */
async function predictOne(
  { domain, task, input }: OpenDenseAdapter,
  sample: DenseSample,
  size: [number, number] | undefined,
): Promise<{ image: RgbImage; map: TaskMap }> {
  const shrink: DenseStep[] = size === undefined ? [] : [{ kind: 'resize', size }];
  const loader = createDenseLoader({
    dataset: alone(sample),
    batchSize: 1,
    steps: [...shrink, ...input.steps],
    keys: [],
    workers: 0,
  });
  const { value: batch } = await loader.batches(0)[Symbol.asyncIterator]().next();
  await loader.close();
  const { data, shape } = (batch as DenseBatch).image;
  const [, height, width] = shape as [number, number, number, number];
  const values = tidy(() => {
    const x = tensor4d(data, [1, height, width, 3]);
    return task.predict(domain.forward(x, 'eval').output).dataSync<'float32' | 'int32'>().slice();
  }) as TaskMap['values'];
  const image = { rgb: toBytes(data, input), height, width };
  return { image, map: { values, height, width } };
}

/** Predicts the map of every image and writes it as pictures to `out`; `onShrunk` is told of images too large. */
export async function* predictMaps(
  adapter: OpenDenseAdapter,
  files: readonly string[],
  options: {
    readonly out: string;
    readonly force: boolean;
    readonly onShrunk: (file: string, size: readonly [number, number]) => void;
  },
): AsyncGenerator<MapFiles> {
  const { domain, task, input } = adapter;
  const planned = plan(files, task.name, options.out, options.force);
  await mkdir(options.out, { recursive: true });
  const title = displayNames[task.name] ?? task.name;
  for (const target of planned) {
    const { sample, size } = await readImage(target.file, input.size);
    if (size) options.onShrunk(target.file, size);
    const { image, map } = await predictOne(adapter, sample, size);
    const painting = paintingOf(task.name, { truths: [], predicted: [map], classes: domain.classes });
    const drawn = painting.draw(map);
    await writeFileAtomic(target.map, encodePng(drawn));
    await writeFileAtomic(target.picture, picture(title, image, drawn, painting.key));
    yield target;
  }
}
