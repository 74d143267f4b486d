import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { createBatchLoader } from '../loader/batch-loader.js';
import { drawnImages } from '../testing/drawn-images.js';
import { drawnRooms } from '../testing/drawn-rooms.js';
import { namedTransforms, transformNames } from './named-transforms.js';

const colours = { mean: [0.5, 0.4, 0.3], std: [0.5, 0.25, 0.2] } as const;
const pictures = drawnImages(40, 1);
const rooms = drawnRooms(2, 64, 80);
const ofMaps = (name: string) => name.startsWith('dense-');

describe('namedTransforms', () => {
  it.each(transformNames)('gives with %s images of the requested size, normalised last', async (name) => {
    const size = ofMaps(name) ? ([48, 64] as const) : 32;
    const transforms = namedTransforms(name, { size, ...colours });
    expect(transforms.filter(({ kind }) => kind === 'normalize')).toEqual([transforms.at(-1)]);
    expect(transforms.at(-1)).toEqual({ kind: 'normalize', ...colours });
    const dataset = ofMaps(name) ? rooms : pictures;
    await using loader = createBatchLoader({ dataset, transforms, batchSize: 2, seed: 1, workers: 0 });
    for await (const { images, shape } of loader.batches(0)) {
      // The evaluation of rooms leaves them as they are.
      const [height, width] = name === 'dense-evaluation' ? [64, 80] : ofMaps(name) ? [48, 64] : [32, 32];
      expect(shape).toEqual([2, height, width, 3]);
      // Black and white of the third channel.
      const blue = images.filter((_, i) => i % 3 === 2);
      expect(Math.min(...blue)).toBeGreaterThanOrEqual(-1.50001);
      expect(Math.max(...blue)).toBeLessThanOrEqual(3.50001);
      break;
    }
  });

  it('stretches to height and width where the preset crops no squares', () => {
    expect(namedTransforms('generator-input', { size: [32, 48], ...colours })).toEqual([
      { kind: 'resize', size: [32, 48] },
      { kind: 'normalize', ...colours },
    ]);
  });

  it('enlarges small images to the network’s size, and never mirrors digits', () => {
    const [small, digits] = ['small-training', 'digit-training'].map((name) =>
      namedTransforms(name, { size: 28, ...colours }),
    );
    expect(small![0]).toEqual({ kind: 'resize', size: 28 });
    expect(small).toContainEqual({ kind: 'flip', p: 0.5 });
    expect(digits).toContainEqual({ kind: 'flip', p: 0 });
  });

  it('refuses an unknown name, and different height and width for a square preset', () => {
    const input = { size: 32, ...colours };
    expect(() => namedTransforms('paper-trainin', input)).toThrow(UsageError);
    expect(() => namedTransforms('paper-trainin', input)).toThrow(
      "unknown transforms 'paper-trainin'. Did you mean 'paper-training'?",
    );
    expect(() => namedTransforms('constructor', input)).toThrow("unknown transforms 'constructor'");
    const squares = transformNames.filter((name) => !ofMaps(name) && name !== 'generator-input');
    expect(squares).toHaveLength(11);
    for (const name of squares) {
      const wide = () => namedTransforms(name, { size: [32, 48], ...colours });
      expect(wide, name).toThrow(UsageError);
      expect(wide, name).toThrow(
        `the transforms '${name}' make square images: expected one number for height and width, got 32 × 48`,
      );
      expect(namedTransforms(name, { size: [32, 32], ...colours })).toEqual(namedTransforms(name, input));
    }
  });
});
