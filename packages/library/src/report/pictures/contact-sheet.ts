import { createBatchLoader, type ImageDataset, subset } from '@ftn/datasets';
import type { RgbImage } from '@ftn/report';

/** Pixels between images. */
const gap = 2;

/** The first `count` images of every class, class by class. */
function firstOfEachClass(dataset: ImageDataset, count: number): number[][] {
  const rows: number[][] = dataset.classes.map(() => []);
  for (let index = 0; index < dataset.length; index++) {
    const row = rows[dataset.label(index)]!;
    if (row.length < count) row.push(index);
  }
  return rows;
}

/** One picture with a row for each class of each set, `across` images wide, each stretched to `cell` pixels. */
export async function contactSheet(
  sets: readonly ImageDataset[],
  { cell, across }: { cell: number; across: number },
): Promise<RgbImage> {
  const rows = sets.flatMap((set) => firstOfEachClass(set, across).map((indices) => ({ set, indices })));
  const width = across * (cell + gap) - gap;
  const height = rows.length * (cell + gap) - gap;
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (const [row, { set, indices }] of rows.entries()) {
    if (indices.length === 0) continue;
    const loader = createBatchLoader({
      dataset: subset(set, indices),
      batchSize: indices.length,
      transforms: [{ kind: 'resize', size: cell }],
      workers: 0,
    });
    for await (const { images } of loader.batches(0)) {
      for (const column of indices.keys()) {
        for (let y = 0; y < cell; y++) {
          const from = (column * cell + y) * cell * 3;
          const to = ((row * (cell + gap) + y) * width + column * (cell + gap)) * 3;
          rgb.set(
            images.subarray(from, from + cell * 3).map((value) => Math.round(value * 255)),
            to,
          );
        }
      }
    }
    await loader.close();
  }
  return { width, height, rgb };
}
