import { createBatchLoader, type ImageDataset, subset } from '@ftn/datasets';
import type { ImageGrid, RgbImage } from '@ftn/report';

/** The first `count` images of every class, class by class. */
function firstOfEachClass(dataset: ImageDataset, count: number): number[][] {
  const rows: number[][] = dataset.classes.map(() => []);
  for (let index = 0; index < dataset.length; index++) {
    const row = rows[dataset.label(index)]!;
    if (row.length < count) row.push(index);
  }
  return rows;
}

/** Images of a set, each stretched to `cell` pixels. */
async function pictures(set: ImageDataset, indices: readonly number[], cell: number): Promise<RgbImage[]> {
  if (indices.length === 0) return [];
  await using loader = createBatchLoader({
    dataset: subset(set, indices),
    batchSize: indices.length,
    transforms: [{ kind: 'resize', size: cell }],
    workers: 0,
  });
  const size = cell * cell * 3;
  const all: RgbImage[] = [];
  for await (const { images } of loader.batches(0)) {
    for (const i of indices.keys()) {
      const rgb = Uint8Array.from(images.subarray(i * size, (i + 1) * size), (value) =>
        Math.round(value * 255),
      );
      all.push({ width: cell, height: cell, rgb });
    }
  }
  return all;
}

/** A row for each class of each set under its name, at most `across` images of `cell` pixels long. */
export async function contactSheet(
  sets: readonly ImageDataset[],
  { title, cell, across }: { readonly title: string; readonly cell: number; readonly across: number },
): Promise<ImageGrid> {
  const rows: { label: string; images: RgbImage[] }[] = [];
  for (const set of sets) {
    for (const [label, indices] of firstOfEachClass(set, across).entries()) {
      const name = set.classes[label]!;
      const domain = set.name.split('/')[0]!;
      rows.push({
        label: sets.length > 1 ? `${domain}: ${name}` : name,
        images: await pictures(set, indices, cell),
      });
    }
  }
  return { title, rows, cell };
}
