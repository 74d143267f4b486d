import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLatestRunCheckpoint } from '@ftn/checkpoints/node';
import { row, seeded } from '@ftn/reliability';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { spawnFtn, tinyRecipe } from '../testing/commands.js';

let scratch: string;
let data: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'ftn-memory-'));
  data = await writeTinyDomain(join(scratch, 'colours'), 24);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const words = (out: string, batch: number, ...more: string[]) => [
  ...['train', '--recipe', tinyRecipe, '--workers', '0', '--method', 'ftn', '--rank', '2', '--epochs', '1'],
  ...['--data', data, '--out', join(scratch, out), '--batch-size', String(batch), ...more],
];
const large = ['--set', 'input.size=96'];

/** A run of the command: how it ended, and the most memory it ever had, in GB (0 where the system does not say). */
async function run(given: readonly string[]) {
  const { child, ended } = spawnFtn(given);
  let peak = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1e6);
    } catch {
      // It has ended, or the system has no such file.
    }
  }, 20);
  const outcome = await ended;
  clearInterval(look);
  return { ...outcome, peak };
}

row('K9', 'the estimate', async () => {
  const { code, err, peak } = await run(words('fits', 32, ...large));
  expect(code, err).toBe(0);
  const estimate = Number(/memory: about ([\d.]+) GB/.exec(err)![1]);
  if (peak > 0) expect(Math.abs(estimate / peak - 1), `${estimate} GB for ${peak} GB`).toBeLessThan(0.3);
  return { count: 1, figure: `said ${estimate} GB, took ${peak.toFixed(1)} GB at most` };
});

row('K9', 'what does not fit', async () => {
  // Of what a process takes that has not begun, and a few images.
  const refused = await run(words('refused', 60, '--set', 'input.size=192', '--max-memory', '0.8'));
  expect(refused.code, refused.err).toBe(6);
  expect(existsSync(join(scratch, 'refused'))).toBe(false);
  const fits = /--batch-size (\d+) would fit/.exec(refused.err)?.[1];
  expect(refused.err).toMatch(/--batch-size \d+ would fit|Take a smaller backbone or smaller images/);
  return {
    count: 1,
    figure: `exit 6 before the first step; ${fits ? `--batch-size ${fits} would fit` : 'nothing fits'}`,
  };
});

/** What is left of a run whose process died: its newest checkpoint's step. */
async function left(out: string): Promise<number | null> {
  const folder = join(scratch, out);
  if (!existsSync(folder) || !readdirSync(folder).some((name) => name.endsWith('.ftn'))) return null;
  return (await readLatestRunCheckpoint(folder))?.step ?? null;
}

seeded('K9', 'memory is asked for without being counted', async () => {
  // The check is the exit code: without the guard the same run simply goes on.
  const { code } = await run(words('unguarded', 60));
  expect(code).toBe(0);
  expect(await left('unguarded')).toBeGreaterThan(0);
});
