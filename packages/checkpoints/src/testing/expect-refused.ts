import { cpuTime } from '@ftn/reliability';
import { expect } from 'vitest';
import { decodePth } from '../pth/decode-pth.js';

/** Expects a PyTorch file to be refused for a reason, by name, within seconds of work on the slowest machine. */
export function expectRefused(file: Uint8Array, message: RegExp): void {
  const start = cpuTime();
  expect(() => decodePth(file, { file: 'x.pth' })).toThrow(message);
  expect(cpuTime(start)).toBeLessThan(10_000);
  expect(() => decodePth(file, { file: 'x.pth' })).toThrow(/^x\.pth/);
}
