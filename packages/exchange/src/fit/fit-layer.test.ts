import type { ConvLayer } from '@ftn/layers';
import { formulaValues } from '@ftn/reliability';
import { describe, expect, it } from 'vitest';
import type { LoraLayer } from '../lora/lora-layer.js';
import { fixture } from '../testing/small-network.js';
import { relativeError } from './fit-adapter.js';
import { fitLayer } from './fit-layer.js';

/** The LoRA of scripts/references/lora.py by that name. */
function loraNamed(name: string, shape: readonly [number, number, number], rank: number): LoraLayer {
  const [outChannels, inChannels, size] = shape;
  const side = Math.sqrt(size);
  const layer: ConvLayer = {
    kind: 'conv',
    name,
    kernel: [side, side],
    inChannels,
    outChannels,
    stride: 1,
    padding: 0,
    dilation: 1,
  };
  const up = formulaValues(`${name} up`, outChannels * rank);
  const down = formulaValues(`${name} down`, rank * inChannels * size);
  return { layer, rank, up, down };
}

const errorOf = (lora: LoraLayer, rank: number) => relativeError([fitLayer(lora, rank)]);

describe('fitLayer', () => {
  it.each(
    fixture.fits.map(
      (fit) => [`${fit.shape.join('×')} of rank ${fit.loraRank} by ${fit.rank}`, fit] as const,
    ),
  )('comes as near as the best of TensorLy’s fits: %s', (_, { name, shape, loraRank, rank, best }) => {
    expect(errorOf(loraNamed(name, shape, loraRank), rank)).toBeLessThan(best * 1.02);
  });

  it('comes nearer with every rank, and is exact with all terms', () => {
    const lora = loraNamed('a', [12, 8, 9], 2);
    const errors = [1, 2, 4, 8, 12, 16].map((rank) => errorOf(lora, rank));
    expect(errors).toEqual([...errors].sort((one, other) => other - one));
    expect(errors.at(-1)).toBeLessThan(3e-7);
  });

  it('stores what it measured: the difference from ΔW, entry for entry', () => {
    const lora = loraNamed('c', [24, 16, 9], 4);
    const { factors, rank, square, squaredError } = fitLayer(lora, 3);
    let [whole, left] = [0, 0];
    for (let o = 0; o < 24; o++) {
      for (let n = 0; n < 16 * 9; n++) {
        let delta = 0;
        for (let r = 0; r < 4; r++) delta += lora.up[o * 4 + r]! * lora.down[r * 16 * 9 + n]!;
        whole += delta ** 2;
        const [i, k] = [Math.floor(n / 9), n % 9];
        for (let r = 0; r < rank; r++)
          delta -= factors.b[o * rank + r]! * factors.a[i * rank + r]! * factors.s[k * rank + r]!;
        left += delta ** 2;
      }
    }
    expect(square / whole).toBeCloseTo(1, 6);
    expect(squaredError / left).toBeCloseTo(1, 6);
  });

  it('has no terms for a ΔW of zero', () => {
    const { layer, down } = loraNamed('a', [12, 8, 9], 2);
    const fitted = fitLayer({ layer, rank: 2, up: new Float32Array(24), down }, 2);
    expect(fitted).toMatchObject({ rank: 0, square: 0, squaredError: 0 });
    expect(relativeError([fitted])).toBe(0);
  });
});
