import { findBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { useKernels } from '../kernels.js';

/** The last is TensorFlow's own operations without this project's kernels. */
const engines = ['tensorflow', 'wasm', 'cpu', 'tensorflow alone'] as const;
export type EngineUnderTest = (typeof engines)[number];

/** Runs one suite on every engine this machine has, and fails a test that leaves tensors behind. */
export function onEveryEngine(suite: (engine: EngineUnderTest) => void): void {
  for (const engine of engines) {
    const [backend = engine, alone] = engine.split(' ');
    if (backend === 'tensorflow' && !findBackend(backend)) {
      describe.skip(`${engine}: the native engine is not installed on this machine`, () => suite(engine));
      continue;
    }
    describe(engine, () => {
      beforeAll(async () => {
        expect(await setBackend(backend)).toBe(true);
        useKernels(alone === undefined);
      });
      afterAll(() => {
        useKernels(true);
      });
      let before = 0;
      beforeEach(() => {
        before = memory().numTensors;
      });
      afterEach(() => {
        expect(memory().numTensors, 'tensors left behind').toBe(before);
      });
      suite(engine);
    });
  }
}
