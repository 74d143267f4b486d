import { FormatError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../bytes/crc32.js';
import { fixture } from '../../testing/fixtures.js';
import { runState } from '../../testing/run-state.js';
import { damagedFiles, surviveDamage } from '../../testing/survive.js';
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
  const bytes = encode(runState(3, 6000), 1);
  const header = 64 + Number(new DataView(bytes.buffer).getBigUint64(12, true));
  const payload = header + Number(new DataView(bytes.buffer).getBigUint64(20, true));
  // The payload holds the widest type first.
  const tensors: [string, number][] = [
    ["tensor 'optimizer/steps'", header],
    ["tensor 'domain/conv1.b'", header + 8],
    ["tensor 'optimizer/conv1.b.m'", header + 8 + 24000],
  ];
  const sections: [string, number][] = [['preamble', 0], ['header', 64], ...tensors, ['trailer', payload]];
  const refused = (damaged: Uint8Array): FormatError => {
    try {
      decodeRunCheckpoint(damaged, { file: 'step-3.ftn' });
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      return error as FormatError;
    }
    throw new Error('the damage was not seen');
  };

  it('is detected for each of 2,000 flipped bits, named by section and offset', () => {
    const random = new RandomStream('bit rot');
    for (let i = 0; i < 2000; i++) {
      // Half of them in the small sections, which a uniform draw would hardly meet.
      const at =
        i % 2
          ? random.integer(bytes.length)
          : random.pick([random.integer(header), payload + random.integer(32)]);
      const damaged = bytes.slice();
      damaged[at]! ^= 1 << random.integer(8);
      const { details, problem } = refused(damaged);
      const [name, start] = sections.findLast(([, from]) => from <= at)!;
      expect(problem, `bit of byte ${at}`).toContain(name);
      expect(details.offset).toBeGreaterThanOrEqual(start);
      expect(details.offset).toBeLessThanOrEqual(Math.max(at, 8));
    }
  });

  it('is detected for each of 200 truncations, and for trailing bytes', () => {
    const random = new RandomStream('cuts');
    for (let i = 0; i < 200; i++) {
      const length = i < 70 ? i : random.integer(bytes.length);
      const { details, problem } = refused(bytes.slice(0, length));
      expect(problem).toMatch(/ends within the (preamble|header|payload|trailer)/);
      expect(details.offset).toBe(length);
    }
    expect(refused(new Uint8Array([...bytes, 0])).problem).toBe('bytes after the trailer');
  });

  it(`is refused for each of ${damagedFiles} damaged files`, () => {
    const original = encode(runState(3), 1);
    const counts = surviveDamage({
      format: 'ftn',
      file: 'run',
      original,
      decode: (damaged, file) => decodeRunCheckpoint(damaged, { file }),
      check: (_, damaged) => expect(damaged).toEqual(original),
    });
    expect(counts.refused).toBeGreaterThan(damagedFiles * 0.8);
  });

  it('reports a newer version as needing a newer release', () => {
    const newer = encode(runState(3), 1);
    const view = new DataView(newer.buffer);
    view.setUint32(8, 2, true);
    // The CRC of the changed preamble, so that only the version is new.
    expect(refused(newer).problem).toBe('the preamble is damaged');
    view.setUint32(60, crc32(newer.subarray(0, 60)), true);
    expect(refused(newer).message).toMatch(/version 2 of the format: expected version 1.*update/);
  });
});
