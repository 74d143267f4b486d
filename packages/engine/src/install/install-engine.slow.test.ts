import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFixture } from '../__fixtures__/run-on-sources.js';
import type { InstallResult } from './install-once.js';

interface Said extends InstallResult {
  readonly steps: string[];
  readonly seconds: number;
}

const installer = new URL('./__fixtures__/install-for-real.ts', import.meta.url);
const starter = new URL('../__fixtures__/start-and-convolve.ts', import.meta.url);
let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'ftn-real-'));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

async function install(): Promise<Said> {
  const { stdout, stderr } = await runFixture(installer, [], { FTN_CACHE: cache });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Said;
}

it('installEngine fills an empty cache once for two concurrent installers, and the engine starts', async () => {
  const both = await Promise.all([install(), install()]);
  expect(both.map(({ reason }) => reason).sort()).toEqual(['another process installed it', 'installed now']);
  const [path] = new Set(both.map((said) => said.path));
  expect(readdirSync(join(cache, 'engine'))).toEqual([basename(path ?? '')]);

  const again = await install();
  expect(again).toMatchObject({ installed: true, reason: 'already installed', steps: [] });
  expect(again.seconds).toBeLessThan(0.05);

  const { stdout, stderr } = await runFixture(starter, [], { FTN_CACHE: cache, FTN_ENGINE: 'native' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ info: { name: 'native' }, sums: [4, 6, 4, 6, 9, 6, 4, 6, 4] });
});
