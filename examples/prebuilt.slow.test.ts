import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @boundaries-ignore what the release makes is looked at as it looks at it itself
import { beyondGlibc, readNeeds } from '../packages/engine/build/needed-versions.js';
// @boundaries-ignore as above
import { type PrebuiltTrial, prebuiltTrial } from '../scripts/packed/prebuilt-trial.mjs';
// @boundaries-ignore as above
import { filesOf, tarballFaults, textOf } from '../scripts/release/tarball.mjs';

const here = process.platform === 'linux' && process.arch === 'x64';
const addons = ['addons/ftn_kernels.node', 'addons/quiet_stderr.node', 'addons/tfjs_binding.node'];
const noCompiler = 'no C++ compiler was found (tried $CXX, c++, g++, clang++)';

describe.runIf(here)('the package of prebuilt addons', () => {
  let trial: PrebuiltTrial;
  let folder: string;
  const package_ = () => join(folder, 'node_modules/@ftn/engine-linux-x64');
  /** The folder of the installed engine. */
  const engine = () => {
    const cache = join(trial.scratch, 'cache/engine');
    return join(cache, readdirSync(cache)[0]!);
  };
  const dropKernels = () => {
    for (const name of readdirSync(engine()).filter((name) => name.startsWith('kernels-')))
      rmSync(join(engine(), name), { recursive: true });
  };

  beforeAll(async () => {
    trial = await prebuiltTrial();
  }, 3_600_000);
  afterAll(() => trial?.close());

  it('holds the addons for one kind of machine, the licence and the notices, and nothing that runs', () => {
    const manifest = JSON.parse(textOf(trial.tarball, 'package.json')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ os: ['linux'], cpu: ['x64'], libc: ['glibc'] });
    const files = filesOf(trial.tarball);
    expect(tarballFaults(files, manifest)).toEqual([]);
    const papers = ['LICENSE', 'README.md', 'addons/APACHE-2.0.txt', 'addons/NOTICE.txt'];
    expect([...files.keys()].sort()).toEqual(
      [...papers, ...addons, 'addons/addons.json', 'package.json'].sort(),
    );
    const notice = textOf(trial.tarball, 'addons/NOTICE.txt');
    expect(notice).toMatch(/Copyright 20\d\d Google/);
    expect(notice).toContain('Zig contributors');
    expect(readFileSync(trial.tarball).length).toBeLessThan(500_000);
  });

  it('needs no newer C library than TensorFlow itself, and no C++ runtime', () => {
    const unpacked = join(trial.scratch, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('tar', ['xzf', trial.tarball, '-C', unpacked]);
    for (const name of addons) {
      const needs = readNeeds(readFileSync(join(unpacked, 'package', name)));
      expect(beyondGlibc(needs, '2.27')).toEqual([]);
      expect(needs.versions.length).toBeGreaterThan(0);
      expect(needs.libraries.filter((library) => /c\+\+|gcc/.test(library))).toEqual([]);
    }
  });

  it('is taken by an installation that has no compiler, and fetches none', async () => {
    folder = await trial.add('with', 'npm i');
    expect(existsSync(package_())).toBe(true);
    const said = await trial.run(folder);
    expect(said).toMatchObject({
      installed: true,
      reason: 'installed now',
      steps: ['prepare', 'download', 'unpack', 'check', 'kernels'],
      lines: [],
      addons: { binding: 'prebuilt', kernels: 'prebuilt' },
      gradient: 6,
    });
    expect(said.withoutKernels).toBeUndefined();
    // What Zig compiles has to find out by itself what the processor can do.
    const has = (set: string) => said.isa!.includes(set);
    const set = has('avx512f') ? 'avx512' : has('avx2') ? 'avx2' : 'plain';
    expect(said.kernels).toBe(`${set} prebuilt`);
    expect(trial.requested()).toEqual([expect.stringMatching(/^tensorflow-cpu==/)]);
    expect((await trial.run(folder)).reason).toBe('already installed');
  });

  it('that is damaged, or does not pass the proof, is said to be so, and a compiler is looked for', async () => {
    const kernels = join(package_(), addons[0]!);
    const about = join(package_(), 'addons/addons.json');
    const [whole, said] = [readFileSync(kernels), readFileSync(about, 'utf8')];
    const take = (name: string) =>
      `compiling, since the addons of @ftn/engine-linux-x64 are not taken: ${name}`;
    try {
      dropKernels();
      const damaged = Uint8Array.from(whole);
      damaged[damaged.length >> 1]! ^= 1;
      writeFileSync(kernels, damaged);
      const first = await trial.run(folder, { offline: true });
      expect(first.lines).toEqual([take('ftn_kernels.node is not what was published')]);
      expect(first.withoutKernels).toContain(noCompiler);

      // An addon that loads and is another than it says.
      const other = readFileSync(join(package_(), 'addons/quiet_stderr.node'));
      writeFileSync(kernels, other);
      const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
      writeFileSync(about, said.replace(hash(whole), hash(other)));
      const second = await trial.run(folder, { offline: true });
      expect(second.lines).toEqual([take(second.lines[0]!.split('taken: ')[1]!)]);
      expect(second.lines[0]).toMatch(/the kernels do not load: /);
      expect(second.withoutKernels).toContain(noCompiler);
      expect(second.kernels).toBeNull();
    } finally {
      writeFileSync(kernels, whole);
      writeFileSync(about, said);
    }
    expect(await trial.run(folder, { offline: true })).toMatchObject({
      lines: [],
      addons: { kernels: 'prebuilt' },
    });
  });

  it.each(['npm i', 'pnpm add'] as const)(
    'that a registry lacks is missed by nobody: %s goes on, and the engine would be compiled',
    async (way) => {
      const without = await trial.add(way.split(' ')[0]!, way, { lacking: true });
      const said = await trial.run(without, { cache: 'none', offline: true });
      expect(said).toMatchObject({ installed: false, lines: [] });
      expect(said.steps).not.toContain('download');
      expect(said.reason).toContain(noCompiler);
    },
  );
});
