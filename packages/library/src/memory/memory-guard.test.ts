import { MemoryError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { requireMemory } from './memory-guard.js';

const step = { fixed: 1e9, perImage: 1e8 };
const taken = 1e9;
const native = { name: 'native', device: 'cpu' } as const;

describe('requireMemory', () => {
  it('accepts a step that fits, by the measure of each engine', () => {
    expect(requireMemory(step, { batchSize: 32, engine: native, taken, limit: 3.6e9 })).toBeCloseTo(
      3.6e9,
      -3,
    );
    const wasm = { name: 'wasm', device: 'cpu' } as const;
    expect(requireMemory(step, { batchSize: 16, engine: wasm, taken, limit: 3.6e9 })).toBeCloseTo(3.6e9, -3);
  });

  it('suggests a batch size that fits, which is then accepted', () => {
    const question = { batchSize: 64, engine: native, taken, limit: 3e9 };
    expect(() => requireMemory(step, question)).toThrow(MemoryError);
    expect(() => requireMemory(step, question)).toThrow(
      'training with batches of 64 images would not fit in memory: expected at most 3.0 GB, got about 5.2 GB. `batchSize: 20` would fit.',
    );
    expect(() => requireMemory(step, { ...question, batchSize: 20 })).not.toThrow();
    expect(() => requireMemory(step, { ...question, batchSize: 21 })).toThrow(MemoryError);
  });

  it('says that no batch size fits where none does', () => {
    const question = { batchSize: 4, engine: native, taken, limit: 1.5e9 };
    expect(() => requireMemory(step, question)).toThrow('Take a smaller backbone or smaller images.');
  });
});
