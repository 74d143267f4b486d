import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkInstalled, describeEngine } from '../doctor/engine-checks.js';
import { diagnose } from '../doctor/finding.js';
import { checkDisk, checkMemory, checkTemporary, checkVersions } from '../doctor/machine-checks.js';
import { ftn, lastJson } from '../testing/commands.js';

describe('ftn doctor', () => {
  it('looks at everything, for people and for programs', async () => {
    const { code, out, err } = await ftn('doctor');
    expect(code, err).toBe(0);
    for (const name of [
      'versions',
      'processors',
      'memory',
      'disk',
      'temporary files',
      'cache',
      'engine',
      'parts',
    ])
      expect(out).toMatch(new RegExp(`^(ok|note) +${name} `, 'm'));
    const { rows, wrong } = lastJson((await ftn('doctor', '--json')).out) as {
      rows: object[];
      wrong: number;
    };
    expect(wrong).toBe(0);
    expect(rows.length).toBe(10);
  });

  it('ends with 4 and says what to do where something is wrong', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = join(tmpdir(), 'ftn-none-of-this-name');
    try {
      const { code, out, err } = await ftn('doctor');
      expect(code).toBe(4);
      expect(out).toMatch(
        /^WRONG +temporary files +none can be made in .*\(ENOENT\)\n +→ Create the folder/m,
      );
      expect(err).toMatch(/^ftn: this installation is not in order: got temporary files: .*TMPDIR\.$/m);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });
});

describe('a check', () => {
  it.each([
    [checkVersions('1.0.0', '20.18.3'), 'wrong', /Node\.js 20\.18\.3/, /20\.19 or later/],
    [checkVersions('1.0.0', '22.3.0'), 'ok', /ftn 1\.0\.0/],
    [checkMemory(1e9), 'note', /1\.0 GB/, /small/],
    [checkDisk('/x', 1e6), 'wrong', /0\.0 GB free/, /space/],
    [checkDisk('/x', 1e9), 'note', /1\.0 GB free/],
    [checkTemporary('/none/of/this'), 'wrong', /ENOENT/, /TMPDIR/],
    [
      checkInstalled('libtensorflow.so was changed since it was installed'),
      'wrong',
      /was changed/,
      /engine install/,
    ],
    [checkInstalled(null, { binding: undefined, kernels: undefined }), 'ok', /or there is none$/],
    [checkInstalled(null, { binding: 'prebuilt', kernels: undefined }), 'ok', /; addon prebuilt$/],
    [
      checkInstalled(null, { binding: 'prebuilt', kernels: 'compiled' }),
      'ok',
      /as it was installed.*; addon prebuilt; kernels compiled$/,
    ],
  ] as const)('finds %j', (finding, state, found, hint = /^/) => {
    expect(finding.state).toBe(state);
    expect(finding.found).toMatch(found);
    expect(finding.hint ?? '').toMatch(hint);
  });

  it('of a slower engine than could be had says how to get the better one', () => {
    const fingerprint = {
      backend: 'wasm',
      tfjs: '4',
      tensorflow: null,
      kernels: null,
      cpu: '',
      isa: [],
      threads: 2,
    } as const;
    const engine = {
      name: 'wasm',
      device: 'cpu',
      tfjs: '4.22',
      threads: 2,
      why: 'no native engine',
      fingerprint,
    } as const;
    expect(describeEngine({ ...engine, advice: "Run 'ftn engine install'." })).toMatchObject({
      state: 'note',
      hint: "Run 'ftn engine install'.",
    });
  });

  it('that throws is a finding', async () => {
    const check = { name: 'x', look: () => Promise.reject(new Error('broken\n at y')) };
    expect(await diagnose([check])).toEqual([{ name: 'x', state: 'wrong', found: 'broken' }]);
  });
});
