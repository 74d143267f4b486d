import { describe, expect, it } from 'vitest';
import { bytesPerElement, elementCount } from '../tensors/tensor-data.js';
import { describeTensors, fixture } from '../testing/fixtures.js';
import { damagedFiles, surviveDamage } from '../testing/survive.js';
import { decodePth, type PthFile } from './decode-pth.js';

/** What must hold of any result: every tensor whole, and the same when read again. */
function checkWhole(result: PthFile, bytes: Uint8Array): void {
  for (const [name, { dtype, shape, data }] of result.tensors) {
    expect(data.byteLength, name).toBe(elementCount(shape) * bytesPerElement(dtype));
  }
  expect(describeTensors(decodePth(bytes).tensors)).toEqual(describeTensors(result.tensors));
}

describe.each(['types.pth', 'types-legacy.pth', 'views.pth', 'packed.pth', 'checkpoint-legacy.pth'])(
  'a damaged %s',
  (name) => {
    it(`is refused or read whole: ${damagedFiles} damaged files`, () => {
      const counts = surviveDamage({
        format: 'pth',
        file: name,
        original: fixture(name),
        decode: (bytes, file) => decodePth(bytes, { file }),
        check: checkWhole,
      });
      expect(counts.refused).toBeGreaterThan(damagedFiles / 2);
    });
  },
);
