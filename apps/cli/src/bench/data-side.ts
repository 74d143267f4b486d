import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBatchLoader, type ImageDataset, imagenetEvaluation } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';
import sharp from 'sharp';
import { ourSide } from './our-side.js';
import type { Side } from './python-side.js';

/** Waves of colour under a grain, as many bytes as a photograph of that size; returns its file, which `dispose` removes. */
export async function photograph([height, width]: readonly [number, number]): Promise<
  { readonly file: string } & Disposable
> {
  const random = new RandomStream('benchmark', 'photograph');
  const pixels = new Uint8Array(width * height * 3);
  for (let k = 0; k < pixels.length; k++) {
    const [x, y, c] = [Math.floor(k / 3) % width, Math.floor(k / 3 / width), k % 3];
    const value = 128 + 60 * Math.sin(x / 17 + c) + 50 * Math.cos(y / 23) + random.uniform(-16, 16);
    pixels[k] = Math.min(255, Math.max(0, value));
  }
  const folder = mkdtempSync(join(tmpdir(), 'ftn-bench-'));
  const file = join(folder, 'photograph.jpg');
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  writeFileSync(file, await image.jpeg({ quality: 90 }).toBuffer());
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A batch of one file, decoded, resized, cropped and normalised on the calling thread, as training is fed it. */
export function dataSide(file: string, batch: number): Side {
  const dataset: ImageDataset = {
    name: 'one image',
    classes: ['one'],
    length: batch,
    label: () => 0,
    image: () => ({ kind: 'file', path: file }),
  };
  // As in the loader's own threads, one of which this stands for.
  sharp.concurrency(1);
  sharp.cache(false);
  const loader = createBatchLoader({
    dataset,
    batchSize: batch,
    transforms: imagenetEvaluation(),
    workers: 0,
  });
  const step = async () => {
    for await (const _batch of loader.batches(0));
  };
  return ourSide(
    'sharp on the calling thread',
    () => step,
    () => void loader.close(),
  );
}
