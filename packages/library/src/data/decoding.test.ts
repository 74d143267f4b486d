import { MismatchError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { decodingOf, describeDecoding } from './decoding.js';

describe('the decoding of an adapter', () => {
  it.each(['upright', 'torchvision'] as const)('%s is found again in its file', (decode) => {
    expect(decodingOf({ decode: describeDecoding(decode) }, 'x')).toBe(decode);
  });

  it('that mixes both ways is refused instead of taken for one of them', () => {
    const mixed = () => decodingOf({ decode: { orientation: 'exif', alpha: 'dropped' } }, 'birds');
    expect(mixed).toThrow(MismatchError);
    expect(mixed).toThrow(/birds: .*got orientation exif with alpha dropped/);
  });
});
