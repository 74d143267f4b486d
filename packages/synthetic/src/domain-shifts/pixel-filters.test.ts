import { describe, expect, it } from 'vitest';
import { rotate, texture } from './pixel-filters.js';

/** A 5 × 3 image whose red channel counts the pixels from 1. */
const counted = { data: new Uint8Array(45), width: 5, height: 3 };
for (let k = 0; k < 15; k++) counted.data[3 * k] = k + 1;
const reds = (data: Uint8Array) => Array.from({ length: 15 }, (_, k) => data[3 * k]!);

describe('rotate', () => {
  it('reverses the pixels for half a turn', () => {
    expect(reds(rotate(counted, 0.5).data)).toEqual(reds(counted.data).reverse());
  });

  it('moves the middle row to the middle column for a quarter turn clockwise, left end on top', () => {
    const turned = reds(rotate(counted, 0.25).data);
    expect([turned[2], turned[7], turned[12]]).toEqual([7, 8, 9]);
    expect(turned[0]).toBe(0);
  });
});

describe('texture', () => {
  it('is the absolute difference between ground and image', () => {
    const fields = [-1, 0, 1].map((level) => new Float32Array(25).fill(level));
    const { data } = texture(counted, fields, 5);
    expect([...data.slice(0, 6)]).toEqual([1, 128, 255, 2, 128, 255]);
  });
});
