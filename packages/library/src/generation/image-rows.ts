import type { GeneratedImages } from '@ftn/generation';
import type { ImageGrid, RgbImage } from '@ftn/report';

/** Images that follow each other in memory, one by one. */
export function imagesOf({ count, size, pixels }: GeneratedImages): RgbImage[] {
  const length = size * size * 3;
  return Array.from({ length: count }, (_, i) => ({
    width: size,
    height: size,
    rgb: Uint8Array.from(pixels.subarray(i * length, (i + 1) * length)),
  }));
}

/** A row of images for each domain; a column for each latent, which all rows share. */
export function imageRows(
  title: string,
  columns: readonly string[],
  rows: readonly { readonly name: string; readonly images: readonly RgbImage[] }[],
): ImageGrid {
  return {
    title,
    columns: [...columns],
    rows: rows.map(({ name, images }) => ({ label: name, images: [...images] })),
  };
}
