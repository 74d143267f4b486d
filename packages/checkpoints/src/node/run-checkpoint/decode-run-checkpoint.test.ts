import { createHash } from 'node:crypto';
import { FormatError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../bytes/crc32.js';
import { fixture } from '../../testing/fixtures.js';
import { runState } from '../../testing/run-state.js';
import { decodeRunCheckpoint } from './decode-run-checkpoint.js';
import { encodeRunCheckpoint } from './encode-run-checkpoint.js';
import { layout } from './format.js';

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

  /** The same file with another header, every hash made anew. */
  const forged = (header: object): Uint8Array => {
    const good = encode(runState(3), 1);
    const view = new DataView(good.buffer);
    const payload = good.subarray(
      layout.preambleLength + Number(view.getBigUint64(layout.headerLengthAt, true)),
      good.length - layout.hashLength,
    );
    const text = Buffer.from(JSON.stringify(header));
    const json = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
    const preamble = good.slice(0, layout.preambleLength);
    const changed = new DataView(preamble.buffer);
    changed.setBigUint64(layout.headerLengthAt, BigInt(json.length), true);
    preamble.set(createHash('sha256').update(json).digest(), layout.headerHashAt);
    changed.setUint32(layout.crcAt, crc32(preamble.subarray(0, layout.crcAt)), true);
    const whole = Buffer.concat([preamble, json, payload]);
    return new Uint8Array(Buffer.concat([whole, createHash('sha256').update(whole).digest()]));
  };
  const line = { name: 'a', dtype: 'float32', shape: [1], start: 0, end: 4, sha256: '' };
  const header = (...tensors: unknown[]) => ({ step: 3, token: 1, header: {}, tensors });

  it.each<[string, Uint8Array, RegExp]>([
    ['another kind of file', new Uint8Array(200).fill(7), /not that of a run checkpoint/],
    ['no step', forged({ ...header(), step: undefined }), /lacks required fields/],
    ['a step before the first', forged({ ...header(), step: -1 }), /lacks required fields/],
    ['a token that is a word', forged({ ...header(), token: 'x' }), /lacks required fields/],
    ['no header of the run', forged({ ...header(), header: undefined }), /lacks required fields/],
    ['no table of tensors', forged({ ...header(), tensors: {} }), /lacks required fields/],
    ['a tensor without a name', forged(header({ ...line, name: 3 })), /a broken line in its table/],
    ['a name twice', forged(header(line, line)), /a broken line in its table/],
    ['an unknown type', forged(header({ ...line, dtype: 'float31' })), /a broken line in its table/],
    ['a shape that is no list', forged(header({ ...line, shape: 1 })), /a broken line in its table/],
    ['a tensor that is null', forged(header(null)), /a broken line in its table/],
    ['a tensor between two numbers', forged(header({ ...line, start: 2, end: 6 })), /'a' is not aligned/],
  ])('is refused with %s', (_, bytes, message) => {
    expect(() => decodeRunCheckpoint(bytes, { file: 'step-3.ftn' })).toThrow(FormatError);
    expect(() => decodeRunCheckpoint(bytes, { file: 'step-3.ftn' })).toThrow(message);
  });
});
