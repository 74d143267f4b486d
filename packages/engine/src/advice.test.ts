import { expect, it } from 'vitest';
import { advice } from './advice.js';

const installed = { folder: '/cache/x', device: 'cpu' } as const;
const absent = { reason: 'it is not installed', installable: true } as const;
const impossible = { reason: 'no wheel', installable: false } as const;
const base = {
  name: 'wasm',
  device: 'cpu',
  native: absent,
  withoutKernels: false,
  nvidia: false,
  platform: 'linux',
} as const;

it.each([
  ['wasm where native could be', base, /^Run 'ftn engine install'/],
  ['wasm though native is installed', { ...base, native: installed }, /unset FTN_ENGINE.*delete \/cache\/x/],
  ['Windows', { ...base, native: impossible, platform: 'win32' }, /WSL 2/],
  ['another system', { ...base, native: impossible, platform: 'freebsd' }, /needs Linux/],
  ['native beside an NVIDIA driver', { ...base, name: 'native', native: installed, nvidia: true }, /--gpu/],
  [
    'native without kernels',
    { ...base, name: 'native', native: installed, withoutKernels: true },
    /own kernels/,
  ],
] as const)('advice for %s', (_, situation, expected) => {
  expect(advice(situation)).toMatch(expected);
});

it('advice is absent where no better engine exists', () => {
  expect(advice({ ...base, name: 'native', native: installed })).toBeUndefined();
  expect(advice({ ...base, name: 'native', native: installed, device: 'gpu', nvidia: true })).toBeUndefined();
});
