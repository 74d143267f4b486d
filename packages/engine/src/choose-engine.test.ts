import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { askedKernels, enginesToTry, forcedEngine, refuseOtherKernels } from './choose-engine.js';

const installed = { folder: '/cache/x', device: 'cpu' } as const;
const absent = { reason: 'it is not installed', installable: true } as const;

describe('forcedEngine', () => {
  it('prefers the caller’s choice to the environment’s, and takes none without either', () => {
    expect(forcedEngine('cpu', { FTN_ENGINE: 'wasm' })?.name).toBe('cpu');
    expect(forcedEngine(undefined, { FTN_ENGINE: 'wasm' })).toEqual({ name: 'wasm', by: 'FTN_ENGINE=wasm' });
    expect(forcedEngine(undefined, {})).toBeUndefined();
    expect(forcedEngine(undefined, { FTN_ENGINE: '' })).toBeUndefined();
  });

  it('refuses an unknown engine and names the nearest', () => {
    expect(() => forcedEngine(undefined, { FTN_ENGINE: 'natve' })).toThrow(UsageError);
    expect(() => forcedEngine(undefined, { FTN_ENGINE: 'natve' })).toThrow(
      /got 'natve'.*Did you mean 'native'\?/,
    );
  });
});

describe('askedKernels', () => {
  it('takes a set by its name, and none where none is named', () => {
    expect(askedKernels({ FTN_KERNELS: 'avx2' })).toBe('avx2');
    expect(askedKernels({ FTN_KERNELS: '' })).toBeUndefined();
    expect(askedKernels({})).toBeUndefined();
  });

  it('refuses an unknown set and names the nearest', () => {
    expect(() => askedKernels({ FTN_KERNELS: 'avx' })).toThrow(UsageError);
    expect(() => askedKernels({ FTN_KERNELS: 'AVX2' })).toThrow(/got 'AVX2'.*Did you mean 'avx2'\?/);
  });

  it('refuses a set that the processor does not have, and takes that none is compiled', () => {
    expect(() => refuseOtherKernels('avx2', 'avx512')).toThrow(/FTN_KERNELS=avx512 .*'avx2'/);
    refuseOtherKernels('avx2', 'avx2');
    refuseOtherKernels('avx2', undefined);
    refuseOtherKernels(null, 'avx512');
  });
});

describe('enginesToTry', () => {
  it('tries native first where it is installed', () => {
    expect(enginesToTry(undefined, installed).map((attempt) => attempt.name)).toEqual([
      'native',
      'wasm',
      'cpu',
    ]);
  });

  it('falls back to wasm and says what ruled native out', () => {
    const [first, second, ...rest] = enginesToTry(undefined, absent);
    expect(first).toEqual({ name: 'wasm', why: 'no native engine: it is not installed' });
    expect(second?.name).toBe('cpu');
    expect(rest).toEqual([]);
  });

  it('tries nothing but a forced engine', () => {
    expect(enginesToTry({ name: 'wasm', by: 'FTN_ENGINE=wasm' }, installed)).toEqual([
      { name: 'wasm', why: 'FTN_ENGINE=wasm' },
    ]);
  });
});
