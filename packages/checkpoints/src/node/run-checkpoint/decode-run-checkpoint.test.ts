import { describe, expect, it } from 'vitest';
import { crc32 } from '../../bytes/crc32.js';
import { fixture } from '../../testing/fixtures.js';
import { runState } from '../../testing/run-state.js';
import { decodeRunCheckpoint } from './decode-run-checkpoint.js';
import { encodeRunCheckpoint } from './encode-run-checkpoint.js';

const encode = (...args: Parameters<typeof encodeRunCheckpoint>) =>
  new Uint8Array(Buffer.concat(encodeRunCheckpoint(...args)));

describe('the format of run checkpoints', () => {
  it('reads version 1 written by an independent program, and writes the same bytes', () => {
    const bytes = fixture('run-v1.ftn');
    const read = decodeRunCheckpoint(bytes);
    expect(read).toMatchObject({
      step: 120,
      token: 4,
      header: { position: { step: 120, epoch: 3, best: 0.5 }, name: 'ü', list: [null, true, -1.5] },
    });
    expect([...read.tensors.keys()]).toEqual([
      'domain/layer1.0.conv1.b',
      'optimizer/steps',
      'mask',
      'empty',
      '__proto__',
    ]);
    expect(read.tensors.get('optimizer/steps')!.data).toEqual(BigInt64Array.of(7n, 1n << 40n));
    expect(read.tensors.get('__proto__')!.data[2]).toBe(Math.fround(Math.sin(2.2)));
    expect(encode(read, read.token)).toEqual(bytes);
  });

  it('restores content and order after a round trip', () => {
    const state = runState(9);
    expect(decodeRunCheckpoint(encode(state, null))).toEqual({ ...state, token: null });
  });
});

describe('a damaged run checkpoint', () => {
  it('says that a newer version needs a newer release', () => {
    const newer = encode(runState(3), 1);
    const read = () => decodeRunCheckpoint(newer, { file: 'step-3.ftn' });
    const view = new DataView(newer.buffer);
    view.setUint32(8, 2, true);
    // The CRC of the changed preamble, so that only the version is new.
    expect(read).toThrow('the preamble is damaged');
    view.setUint32(60, crc32(newer.subarray(0, 60)), true);
    expect(read).toThrow(/version 2 of the format: expected version 1.*update/);
  });
});
