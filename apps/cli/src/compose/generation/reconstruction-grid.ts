import type { Generator } from '@ftn/backbones';
import { generate } from '@ftn/generation';
import type { ImageGrid, RgbImage } from '@ftn/report';
import type { AdaptedDomain } from './adapt-images.js';
import type { ImageDomain } from './image-domains.js';
import { imageRows, imagesOf } from './image-rows.js';
import { openGeneratorAdapter } from './open-generator-adapter.js';

/** Columns of the picture. */
const most = 8;

/** Images of a domain, evenly from all of them, with what each adaptation makes of their learned latents below. */
export async function reconstructionGrid(
  { name, classes, images }: ImageDomain,
  adapted: readonly AdaptedDomain[],
  generator: Generator,
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
  for (const { folder, rank, method, latents } of adapted) {
    const { domain } = await openGeneratorAdapter(folder, generator);
    try {
      const size = latents.length / count;
      const own = new Float32Array(chosen.length * size);
      for (const [i, index] of chosen.entries())
        own.set(latents.subarray(index * size, (index + 1) * size), i * size);
      const made = imagesOf(generate(domain, { labels, latents: own }));
      rows.push({ name: rank === null ? method : `R = ${rank}`, images: made });
    } finally {
      domain.dispose();
    }
  }
  const columns = labels.map((label) => classes[label]!);
  return imageRows(`${name}: images and what is made of their latents`, columns, rows);
}
