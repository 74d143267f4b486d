import { cpuTime } from '@ftn/reliability';
import { expect } from 'vitest';
import { decodePth } from '../pth/decode-pth.js';

/** Expects a PyTorch file to be refused for a reason, by name, within a second of work. */
export function expectRefused(file: Uint8Array, message: RegExp): void {
  const start = cpuTime();
  expect(() => decodePth(file, { file: 'x.pth' })).toThrow(message);
  expect(cpuTime(start)).toBeLessThan(1000);
  expect(() => decodePth(file, { file: 'x.pth' })).toThrow(/^x\.pth/);
}
