import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { instructionSets } from './fingerprint.js';

it.each([
  [
    'x86',
    'flags\t\t: fpu sse2 smep avx2 avx fma avx512f amx_tile bmi1\n',
    ['amx_tile', 'avx', 'avx2', 'avx512f', 'fma'],
  ],
  ['ARM', 'Features\t: fp asimd evtstrm sve i8mm bf16 sme2\n', ['asimd', 'bf16', 'i8mm', 'sme2', 'sve']],
  ['a file without them', 'model name : x\n', []],
])('instructionSets lists the numeric instruction sets of %s', (_, text, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'ftn-cpu-'));
  writeFileSync(join(folder, 'cpuinfo'), text);
  expect(instructionSets(join(folder, 'cpuinfo'))).toEqual(expected);
  rmSync(folder, { recursive: true });
});

it('instructionSets is empty where the system does not report them', () => {
  expect(instructionSets('/nowhere/cpuinfo')).toEqual([]);
});
