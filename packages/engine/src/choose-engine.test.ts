import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { enginesToTry, forcedEngine } from './choose-engine.js';

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
