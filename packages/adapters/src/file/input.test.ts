import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { describeInput, normalizationOf } from './input.js';

const normalize = { kind: 'normalize', mean: [0.4, 0.5, 0.6], std: [0.1, 0.2, 0.3] };

describe('describeInput', () => {
  it('spells preprocessing out in numbers', () => {
    const steps = [
      { kind: 'resize-shorter', size: 256 },
      { kind: 'center-crop', size: [224, 192] },
      normalize,
    ];
    const input = describeInput(steps, [224, 192], { orientation: 'stored' });
    expect(input).toEqual({
      channels: 'RGB',
      decode: { orientation: 'stored', alpha: 'white' },
      resize: { filter: 'bilinear', antialias: true },
      scale: 1 / 255,
      size: [224, 192],
      steps,
    });
    expect(normalizationOf(input)).toMatchObject({ mean: [0.4, 0.5, 0.6], std: [0.1, 0.2, 0.3] });
  });

  it.each([
    ['nothing at all', []],
    ['a last step that is no normalization', [normalize, { kind: 'grayscale' }]],
    ['two normalizations', [normalize, normalize]],
    ['what is random', [{ kind: 'flip', p: 0.5 }, normalize]],
    ['a size of nothing', [{ kind: 'resize', size: 0 }, normalize]],
  ])('refuses the input %s', (_, steps) => {
    expect(() => describeInput(steps, 32)).toThrow(UsageError);
  });
});
