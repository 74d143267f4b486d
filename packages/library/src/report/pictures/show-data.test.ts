import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { showData } from './show-data.js';

describe('showData', () => {
  it('draws a row of images for each class', async () => {
    const sheet = await showData('mini-domains/sketch', { size: 16, columns: 3, split: 'test' });
    if (sheet.kind !== 'classes') throw new Error('no sheet of classes');
    // 16 classes of 3 images, 2 pixels between them.
    expect([sheet.image.width, sheet.image.height]).toEqual([3 * 16 + 2 * 2, 16 * 18 - 2]);
    const column = (x: number) => sheet.image.rgb.filter((_, i) => Math.floor(i / 3) % 52 === x);
    expect(new Set(column(17))).toEqual(new Set([255]));
    expect(new Set(column(40)).size).toBeGreaterThan(2);
    expect(sheet.what).toBe('a row for each of 16 classes');
  });

  it('draws a row for each image with its maps, as the recipe of the data prescribes', async () => {
    const sheet = await showData('mini-rooms', { columns: 2 });
    if (sheet.kind !== 'maps') throw new Error('no sheet of maps');
    expect(sheet.grid.columns).toEqual(['image', 'edges', 'segmentation', 'normals', 'depth']);
    expect(sheet.grid.rows.map(({ images }) => images.map((image) => [image!.height, image!.width]))).toEqual(
      Array.from({ length: 2 }, () => Array.from({ length: 5 }, () => [128, 160])),
    );
    expect(sheet.grid).toMatchObject({ legend: expect.anything(), scale: { label: 'depth, m' } });
    expect(sheet.what).toBe('a row for each of 2 images, with its maps');
  });

  it('refuses unknown data', async () => {
    await expect(showData('mini-domains/sketchy')).rejects.toThrow(UsageError);
  });
});
