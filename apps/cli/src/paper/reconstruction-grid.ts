import { generate } from '@ftn/generation';
import {
  type ImageDomain,
  imageRows,
  imagesOf,
  openGeneratorAdapters,
  readAdapters,
  type Trained,
} from '@ftn/library/internal';
import type { ImageGrid, RgbImage } from '@ftn/report';

/** Columns of the picture. */
const most = 8;

/** Images of a domain, evenly from all of them, with what each adaptation makes of their learned latents below. */
export async function reconstructionGrid(
  { data, classes, images }: ImageDomain,
  adapted: readonly Trained[],
  generator: string,
): Promise<ImageGrid> {
  const count = images.labels.length;
  const chosen = Array.from({ length: Math.min(most, count) }, (_, i) =>
    Math.floor((i * count) / Math.min(most, count)),
  );
  const labels = chosen.map((index) => images.labels[index]!);
  const length = images.size ** 2 * 3;
  const target = chosen.map(
    (index): RgbImage => ({
      width: images.size,
      height: images.size,
      rgb: Uint8Array.from(images.pixels.subarray(index * length, (index + 1) * length)),
    }),
  );
  const rows = [{ name: 'image', images: target }];
  using opened = await openGeneratorAdapters(
    await readAdapters(adapted.map(({ folder }) => folder)),
    generator,
  );
  for (const [k, { system, reconstruction }] of adapted.entries()) {
    const { latents } = reconstruction!;
    const size = latents.length / count;
    const own = new Float32Array(chosen.length * size);
    for (const [i, index] of chosen.entries())
      own.set(latents.subarray(index * size, (index + 1) * size), i * size);
    const made = imagesOf(generate(opened.domains[k]!, { labels, latents: own }));
    rows.push({ name: system.rank === null ? system.method : `R = ${system.rank}`, images: made });
  }
  const columns = labels.map((label) => classes[label]!);
  return imageRows(`${data.name}: images and what is made of their latents`, columns, rows);
}
