import type { Fail } from '../bytes/fail.js';
import { bytesPerElement, type Dtype, elementCount } from './tensor-data.js';

/** Where a file keeps a tensor: bytes `start` to `end` of its payload. */
export interface TensorRange {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Refuses a range outside the payload, and one whose shape needs another number of bytes. */
export function checkRange(
  { name, dtype, shape, start, end }: TensorRange,
  available: number,
  fail: Fail,
): void {
  if (start > end || end > available)
    fail(`'${name}' lies outside the file`, { expected: `offsets up to ${available}` });
  const count = elementCount(shape);
  if (Number.isNaN(count)) fail(`'${name}' has a shape that is not whole numbers`);
  const needed = count * bytesPerElement(dtype);
  if (end - start !== needed) {
    fail(`'${name}' has a size that does not match its shape`, {
      expected: `${needed} bytes`,
      got: `${end - start}`,
    });
  }
}

/** The tensors must fill the payload exactly: two readers that disagree about a gap could read two networks. */
export function checkCover(
  ranges: readonly TensorRange[],
  length: number,
  payloadOffset: number,
  fail: Fail,
): void {
  let filled = 0;
  for (const { name, start, end } of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== filled) {
      const problem = start < filled ? 'overlaps the tensor before it' : 'leaves a gap before it';
      fail(`'${name}' ${problem}`, {
        offset: payloadOffset + start,
        expected: `offset ${filled}`,
        got: `${start}`,
      });
    }
    filled = end;
  }
  if (filled !== length) {
    fail('bytes after the last tensor', {
      offset: payloadOffset + filled,
      expected: `${filled} bytes`,
      got: `${length}`,
    });
  }
}
