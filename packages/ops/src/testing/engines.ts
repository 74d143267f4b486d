import { findBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';

const engines = ['tensorflow', 'wasm', 'cpu'] as const;
export type EngineUnderTest = (typeof engines)[number];

/** Runs one suite on every engine this machine has, and fails a test that leaves tensors behind. */
export function onEveryEngine(suite: (engine: EngineUnderTest) => void): void {
  for (const engine of engines) {
    if (engine === 'tensorflow' && !findBackend(engine)) {
      describe.skip(`${engine}: the native engine is not installed on this machine`, () => suite(engine));
      continue;
    }
    describe(engine, () => {
      beforeAll(async () => {
        expect(await setBackend(engine)).toBe(true);
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
