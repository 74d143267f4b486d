import { describe, expect, it } from 'vitest';
import { findInstalledEngine } from '../../packages/engine/src/native/installed-engine.ts';
import { compare, conformanceTable } from './compare.mjs';
import { differences } from './differences.mjs';
import { nodeExclusions } from './node-exclusions.mjs';
import { runCoreTests } from './run-core-tests.mjs';

/** The published tests of what TensorFlow does not do by itself, and of what most programs use. */
const short =
  '^(avgPool|maxPool|pool|conv2d|depthwiseConv2D|fused conv2d|batchNorm|ragged|sparse|searchSorted|string|scatterND|round|sign|einsum|multinomial|unique|tan) ?';

describe('the tests TensorFlow.js publishes for backends', () => {
  const installed = 'folder' in findInstalledEngine();
  it.skipIf(!installed)('pass on the native engine, but for the differences that are known', async () => {
    const { ran, unexplained } = compare(await runCoreTests('tensorflow', short), false);
    expect(unexplained).toEqual([]);
    expect(ran).toBeGreaterThan(500);
  });

  it('are left out by TensorFlow.js itself by a list that is read from its package', () => {
    const excluded = nodeExclusions();
    expect(excluded).toContain('searchSorted');
    expect(excluded).toContain('diag test-tensorflow {} bool');
    expect(excluded.length).toBeGreaterThan(80);
  });

  const name = (test) => test.replace(' ', ' test-tensorflow {} ');
  const results = [
    ...differences.map(({ test }) => ({ name: name(test), status: 'failed', why: 'differs' })),
    { name: 'searchSorted test-tensorflow {} test1D', status: 'passed', why: '' },
    { name: 'not run', status: 'pending', why: '' },
  ];

  it('fail a run where one fails that is not known, or a known one passes', () => {
    expect(compare(results, true)).toMatchObject({ unexplained: [], passed: [], leftOutThatPass: 1 });
    const other = { name: 'add test-tensorflow {} adds', status: 'failed', why: 'a wrong sum' };
    expect(compare([...results, other], true).unexplained).toEqual([other]);
    expect(compare(results.slice(1), true).passed).toEqual([differences[0].test]);
    expect(compare(results.slice(1), false).passed).toEqual([]);
  });

  it('are counted in a table, with a reason for each that does not pass', () => {
    const lines = conformanceTable(compare(results, true)).split('\n');
    expect(lines[3]).toMatch(/^\| pass +\| +1 \|$/);
    expect(lines).toHaveLength(6 + 3 + differences.length);
    expect(lines.at(-1)).toContain(differences.at(-1).why);
  });
});
