import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, scaled, seeded } from '@ftn/reliability';
import { afterAll, expect } from 'vitest';
import { startTrainer, train } from '../testing/start-trainer.js';

const root = mkdtempSync(join(tmpdir(), 'ftn-fingerprint-'));
afterAll(() => rmSync(root, { recursive: true }));

/** One process with a number of threads that trains a run, or goes on with it. */
async function life(
  threads: number,
  directory: string,
  epochs: number,
  { fingerprint = { threads }, pace = 1 }: { fingerprint?: object; pace?: number } = {},
) {
  const child = await startTrainer({ TF_NUM_INTRAOP_THREADS: String(threads) });
  const answer = (await train(child, {
    directory,
    epochs,
    fingerprint: fingerprint as Record<string, number>,
    pace,
  }))!;
  child.kill();
  return answer;
}

row('K10', 'processes with the same fingerprint', async () => {
  const count = scaled(8, 2);
  const hashes = new Set<string>();
  for (let i = 0; i < count; i++) hashes.add((await life(1, mkdtempSync(join(root, 'same-')), 2)).sha256);
  expect(hashes.size).toBe(1);
  return { count, figure: `${count} processes, ${hashes.size} hash` };
});

/** Two runs from the same checkpoint, one with other threads: what they say, and how far their losses are apart. */
async function apart(pace: number) {
  const [stayed, moved] = [mkdtempSync(join(root, 'stayed-')), mkdtempSync(join(root, 'moved-'))];
  for (const directory of [stayed, moved]) await life(1, directory, 2, { pace });
  const [same, other] = [await life(1, stayed, 6, { pace }), await life(2, moved, 6, { pace })];
  expect(other.losses).toHaveLength(same.losses.length);
  const differences = other.losses.map((loss, i) => Math.abs(loss - same.losses[i]!));
  return { same, other, differences, most: Math.max(...differences) };
}

row('K10', 'a run that goes on with other threads', async () => {
  const { same, other, differences, most } = await apart(0.01);
  const said = expect.stringContaining('not bit for bit');
  expect(same.notes).not.toContainEqual(said);
  expect(other.notes).toContainEqual(said);
  expect(differences.length).toBeGreaterThanOrEqual(20);
  expect(most).toBeLessThan(1e-4);
  const told = `said so; losses of ${differences.length} steps differ by at most ${most.toExponential(1)}`;
  if (scaled(10) < 10) return { count: differences.length, figure: told };
  // At its usual rates this network of noise doubles a difference of rounding every step or two: told, not promised.
  const usual = await apart(1);
  expect(usual.differences[0]).toBeLessThan(1e-4);
  return {
    count: differences.length,
    figure: `${told} at small rates, ${usual.most.toExponential(1)} at the usual ones`,
  };
});

seeded('K10', 'no fingerprint is kept', async () => {
  const directory = mkdtempSync(join(root, 'silent-'));
  await life(1, directory, 1, { fingerprint: {} });
  const moved = await life(2, directory, 2, { fingerprint: {} });
  // The row's check, which asks for a note, finds none.
  expect(() => expect(moved.notes).toContainEqual(expect.stringContaining('not bit for bit'))).toThrow();
});
