import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

interface Row {
  domain: string;
  rank: number;
  layer: string;
  value: number;
  normalised: number;
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-norms-'));
  const data = await writeTinyDomain(at('colours'));
  const train = ['train', '--recipe', tinyRecipe, '--epochs', '1', '--workers', '0', '--method', 'ftn'];
  for (const rank of ['1', '2']) {
    const { code, err } = await ftn(...train, '--data', data, '--rank', rank, '--out', at(`colours-${rank}`));
    expect(code, err).toBe(0);
  }
  await cp(data, at('shades'), { recursive: true });
  const { code } = await ftn(
    ...train,
    '--data',
    at('shades'),
    '--rank',
    '1',
    '--seed',
    '3',
    '--out',
    at('shades-1'),
  );
  expect(code).toBe(0);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const all = () => ['colours-1', 'colours-2', 'shades-1'].flatMap((name) => ['--adapter', at(name)]);

describe('ftn norms', () => {
  it('draws norms by domain and by rank, each adapter scaled from 0 to 1', async () => {
    const { code, out, err } = await ftn('norms', ...all(), '--out', at('maps'), '--json');
    expect(code, err).toBe(0);
    const { rows } = lastJson(out) as { rows: Row[] };
    expect(rows).toHaveLength(3 * 12);
    for (const [domain, rank] of [
      ['colours', 1],
      ['colours', 2],
      ['shades', 1],
    ] as const) {
      const own = rows.filter((row) => row.domain === domain && row.rank === rank);
      const scaled = own.map((row) => row.normalised);
      expect([Math.min(...scaled), Math.max(...scaled)]).toEqual([0, 1]);
      const largest = own.reduce((a, b) => (b.value > a.value ? b : a));
      expect(largest.normalised).toBe(1);
    }
    expect((await readdir(at('maps'))).sort()).toEqual([
      'norms-by-domain-ftn-r-1.png',
      'norms-by-domain-ftn-r-1.svg',
      'norms-by-rank-colours.png',
      'norms-by-rank-colours.svg',
      'report.html',
      'table.json',
    ]);
    const page = await readFile(at('maps', 'report.html'), 'utf8');
    expect(page).toContain('‖ΔW‖ by domain, FTN R=1');
    expect(page).toContain('‖ΔW‖ by rank, colours');
  });

  it('with --normalise maximum keeps ratios, and prints one line per layer', async () => {
    const { code, out } = await ftn(
      'norms',
      '--adapter',
      at('colours-2'),
      '--normalise',
      'maximum',
      '--out',
      at('one'),
    );
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines.find((line) => line.startsWith('layer '))).toMatch(/colours/);
    const values = lines
      .filter((line) => /^(conv1|layer\d)/.test(line))
      .map((line) => Number(line.split(/\s+/)[1]));
    expect(values).toHaveLength(12);
    expect(Math.max(...values)).toBe(1);
    expect(Math.min(...values)).toBeGreaterThan(0);
  });

  it('refuses two adapters that would share one column', async () => {
    const twins = ['--adapter', at('colours-1'), '--adapter', at('colours-1', 'adapter')];
    const { code, err } = await ftn('norms', ...twins, '--out', at('twins'));
    expect(code).toBe(2);
    expect(err).toContain("two adapters are called 'colours' and have the same method and rank");
  });
});
