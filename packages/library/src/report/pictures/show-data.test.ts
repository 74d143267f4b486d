import { UsageError } from '@ftn/errors';
import { miniDomainClasses } from '@ftn/synthetic';
import { describe, expect, it } from 'vitest';
import { showData } from './show-data.js';

describe('showData', () => {
  it('draws a row of images for each class', async () => {
    const sheet = await showData('mini-domains/sketch', { size: 16, columns: 3, split: 'test' });
    const { rows, cell } = sheet.grid;
    expect(cell).toBe(16);
    expect(rows.map(({ label }) => label)).toEqual(miniDomainClasses);
    for (const { images } of rows) {
      expect(images.map((image) => [image!.width, image!.height])).toEqual(new Array(3).fill([16, 16]));
      for (const image of images) expect(new Set(image!.rgb).size).toBeGreaterThan(2);
    }
    expect(sheet.what).toBe('a row for each of 16 classes');
  });

  it('draws a row for each image with its maps, as the recipe of the data prescribes', async () => {
    const sheet = await showData('mini-rooms', { columns: 2 });
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
