import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, scaled, seeded } from '@ftn/reliability';
import { afterAll, expect } from 'vitest';
import { startTrainer, train } from '../testing/start-trainer.js';

const root = mkdtempSync(join(tmpdir(), 'ftn-fingerprint-'));
afterAll(() => rmSync(root, { recursive: true }));

/** One process with a number of threads that trains a run, or goes on with it. */
async function life(threads: number, directory: string, epochs: number, fingerprint: object = { threads }) {
  const child = await startTrainer({ TF_NUM_INTRAOP_THREADS: String(threads) });
  const answer = (await train(child, {
    directory,
    epochs,
    fingerprint: fingerprint as Record<string, number>,
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

row('K10', 'a run that goes on with other threads', async () => {
  const [stayed, moved] = [mkdtempSync(join(root, 'stayed-')), mkdtempSync(join(root, 'moved-'))];
  for (const directory of [stayed, moved]) await life(1, directory, 2);
  const [same, other] = [await life(1, stayed, 6), await life(2, moved, 6)];
  const said = expect.stringContaining('not bit for bit');
  expect(same.notes).not.toContainEqual(said);
  expect(other.notes).toContainEqual(said);
  expect(other.losses).toHaveLength(same.losses.length);
  const difference = Math.max(...other.losses.map((loss, i) => Math.abs(loss - same.losses[i]!)));
  // The first step shows that the state is the same; from there on sums of another order grow apart, by how much is told.
  expect(Math.abs(other.losses[0]! - same.losses[0]!)).toBeLessThan(1e-4);
  const steps = other.losses.length;
  return {
    count: steps,
    figure: `said so; losses of ${steps} steps differ by at most ${difference.toExponential(1)}`,
  };
});

seeded('K10', 'no fingerprint is kept', async () => {
  const directory = mkdtempSync(join(root, 'silent-'));
  await life(1, directory, 1, {});
  const moved = await life(2, directory, 2, {});
  // The row's check, which asks for a note, finds none.
  expect(() => expect(moved.notes).toContainEqual(expect.stringContaining('not bit for bit'))).toThrow();
});
