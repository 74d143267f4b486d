import { engine, mul, scalar, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { record, releaseSaved } from './tape.js';

// valueAndGradients stands on private parts of tfjs-core 4.22. Should an upgrade change them, this says where.
it('tfjs-core still has the tape this package walks', () => {
  const { startTape, endTape, runKernelFunc, state } = engine() as unknown as Record<string, unknown> & {
    state: Record<string, unknown>;
  };
  for (const method of [startTape, endTape, runKernelFunc]) expect(method).toBeTypeOf('function');
  expect(state.gradientDepth).toBe(0);
  tidy(() => {
    const [x, y] = [scalar(2), scalar(3)];
    const { result, tape } = record(() => mul(x, y));
    const node = tape.at(-1);
    expect(node?.kernelName).toBe('Multiply');
    expect(node?.inputs).toEqual({ a: x, b: y });
    expect(node?.outputs).toEqual([result]);
    expect(node?.saved.map((tensor) => tensor.dataSync()[0])).toEqual([2, 3]);
    const gradients = node?.gradient?.([scalar(1)]) ?? {};
    expect(Object.entries(gradients).map(([name, dx]) => [name, dx().dataSync()[0]])).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    releaseSaved(tape);
    expect(node?.saved.every((tensor) => tensor.isDisposed)).toBe(true);
    expect(state.activeTape).toBeNull();
    expect(state.gradientDepth).toBe(0);
  });
});

it('a forward pass that throws leaves no tape behind', () => {
  const before = engine().state.numTensors;
  const x = scalar(2);
  const fail = () =>
    record(() =>
      tidy(() => {
        mul(x, x);
        throw new Error('stop');
      }),
    );
  expect(fail).toThrow('stop');
  x.dispose();
  expect(engine().state.gradientDepth).toBe(0);
  expect(engine().state.numTensors).toBe(before);
});
