import type { ImageDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { type DomainShift, transformedDomain } from './transformed-domain.js';

/** A grey 6 × 4 image with one bright pixel at (4, 1), twice. */
const bright = new Uint8Array(24);
bright[1 * 6 + 4] = 200;
const dataset: ImageDataset = {
  name: 'dots',
  classes: ['a', 'b'],
  length: 2,
  label: (index) => index,
  image: () => ({ kind: 'pixels', data: bright, width: 6, height: 4, channels: 1 }),
};

function pixels(shift: DomainShift, index = 0, seed = 0): Uint8Array {
  const image = transformedDomain(dataset, shift, seed).image(index);
  if (image.kind !== 'pixels') throw new Error('a view is pixels');
  expect([image.width, image.height, image.channels, image.data.length]).toEqual([6, 4, 3, 72]);
  return image.data;
}

const red = (data: Uint8Array, x: number, y: number) => data[(y * 6 + x) * 3]!;

describe('transformedDomain', () => {
  it('keeps labels, classes and length, and appends the shift to the name', () => {
    const view = transformedDomain(dataset, { kind: 'inverted' });
    expect([view.name, view.length, view.label(1), view.classes]).toEqual([
      'dots/inverted',
      2,
      1,
      ['a', 'b'],
    ]);
  });

  it("inverts every pixel value with the shift 'inverted'", () => {
    const data = pixels({ kind: 'inverted' });
    expect([red(data, 4, 1), red(data, 0, 0)]).toEqual([55, 255]);
  });

  it("draws outlines with the shift 'edges': a quarter of the Sobel gradient", () => {
    const data = pixels({ kind: 'edges' });
    // Beside the dot the kernel's weight is 2, across its corner 1 in each direction.
    expect([red(data, 4, 1), red(data, 3, 1), red(data, 3, 0), red(data, 1, 2)]).toEqual([
      0,
      100,
      expect.closeTo((200 * Math.SQRT2) / 4, -1),
      0,
    ]);
  });

  it('rotates each image by its own angle', () => {
    const view = transformedDomain(dataset, { kind: 'rotated', turns: 0 });
    const still = view.image(0);
    expect(still.kind === 'pixels' && red(still.data, 4, 1)).toBe(200);
    const sums = [0, 1].map((index) =>
      pixels({ kind: 'rotated', turns: 0.5 }, index).reduce((a, b) => a + b, 0),
    );
    expect(sums[0]).not.toBe(sums[1]);
  });

  it('overlays textures that depend on index and seed, and repeats for both', () => {
    const textured: DomainShift = { kind: 'textured' };
    expect(pixels(textured, 0)).toEqual(pixels(textured, 0));
    expect(pixels(textured, 0)).not.toEqual(pixels(textured, 1));
    expect(pixels(textured, 0)).not.toEqual(pixels(textured, 0, 1));
  });

  it('refuses images that are files on disk', () => {
    const files: ImageDataset = { ...dataset, image: () => ({ kind: 'file', path: 'x.png' }) };
    expect(() => transformedDomain(files, { kind: 'edges' }).image(0)).toThrow(UsageError);
  });
});
