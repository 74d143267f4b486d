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
  ] as const)('rounds %s as PyTorch does at every edge', (_, bits, wanted) => {
    expect(values.length).toBeGreaterThan(700);
    expect(Array.from(values, bits)).toEqual(wanted);
  });

  it('keeps NaN as NaN', () => {
    expect(float16Value(float16Bits(Number.NaN))).toBeNaN();
    expect(bfloat16Value(bfloat16Bits(Number.NaN))).toBeNaN();
  });

  it.each([
    ['float16', float16Bits, float16Value],
    ['bfloat16', bfloat16Bits, bfloat16Value],
  ] as const)('keeps all 65,536 bit patterns of %s through a round trip', (_, bits, value) => {
    let wrong = 0;
    for (let pattern = 0; pattern < 65536; pattern++) {
      const number = value(pattern);
      if (!Number.isNaN(number) && bits(number) !== pattern) wrong++;
    }
    expect(wrong).toBe(0);
  });
});
