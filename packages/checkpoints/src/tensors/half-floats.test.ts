import { describe, expect, it } from 'vitest';
import { jsonFixture } from '../testing/fixtures.js';
import { bfloat16Bits, bfloat16Value, float16Bits, float16Value } from './half-floats.js';

const { float32, float16, bfloat16 } =
  jsonFixture<Record<'float32' | 'float16' | 'bfloat16', number[]>>('halves.json');
const values = new Float32Array(Uint32Array.from(float32).buffer);

describe('half floats', () => {
  it.each([
    ['float16', float16Bits, float16],
    ['bfloat16', bfloat16Bits, bfloat16],
  ] as const)('%s rounds every edge as PyTorch does', (_, bits, wanted) => {
    expect(values.length).toBeGreaterThan(700);
    expect(Array.from(values, bits)).toEqual(wanted);
  });

  it('keeps NaN a NaN', () => {
    expect(float16Value(float16Bits(Number.NaN))).toBeNaN();
    expect(bfloat16Value(bfloat16Bits(Number.NaN))).toBeNaN();
  });

  it.each([
    ['float16', float16Bits, float16Value],
    ['bfloat16', bfloat16Bits, bfloat16Value],
  ] as const)('%s: all 65,536 patterns survive the way there and back', (_, bits, value) => {
    let wrong = 0;
    for (let pattern = 0; pattern < 65536; pattern++) {
      const number = value(pattern);
      if (!Number.isNaN(number) && bits(number) !== pattern) wrong++;
    }
    expect(wrong).toBe(0);
  });
});
