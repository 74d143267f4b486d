import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MetricsLog, readRunCheckpoint } from '@ftn/checkpoints/node';
import { RandomStream } from '@ftn/random';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spawnFtn, tinyRecipe } from '../testing/commands.js';

/** Kills asked for; FTN_N scales it (reliability: many kills are needed to hit every moment). */
const kills = Math.round(30 * Number(process.env.FTN_N ?? 1));
const seed = Number(process.env.FTN_SEED ?? Date.now());

let scratch: string;
let data: string;
const words = (out: string) => [
  ...[
    'train',
    '--recipe',
    tinyRecipe,
    '--workers',
    '0',
    '--method',
    'ftn',
    '--rank',
    '2',
    '--save-every',
    '3',
  ],
  ...['--data', data, '--epochs', '8', '--batch-size', '4', '--out', out, '--resume'],
];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-kill-'));
  data = await writeTinyDomain(join(scratch, 'colours'), 20);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The losses of a run's log by step and epoch. */
async function losses(folder: string): Promise<string[]> {
  const { records } = await MetricsLog.read(join(folder, 'metrics.jsonl'));
  return records.map(({ kind, step, loss, validation }) => JSON.stringify([kind, step, loss, validation]));
}

/** Every checkpoint of a run verifies, whatever moment its writer was killed at. */
async function verifyCheckpoints(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => /^(step-\d+|best)\.ftn$/.test(file)))
    await readRunCheckpoint(join(folder, name));
}

it(`ends with the same bits after ${kills} kills (FTN_SEED=${seed})`, async () => {
  const whole = join(scratch, 'whole');
  const began = performance.now();
  const reference = await spawnFtn(words(whole)).ended;
  const duration = performance.now() - began;
  expect(reference.code, reference.err).toBe(0);
  const expected = await losses(whole);
  const adapter = await readFile(join(whole, 'adapter', 'adapter.safetensors'));

  const random = new RandomStream(seed, 'kill');
  let killed = 0;
  for (let chain = 0; killed < kills; chain++) {
    const folder = join(scratch, `killed-${chain}`);
    for (let finished = false; !finished; ) {
      const { child, ended } = spawnFtn(words(folder));
      const moment = sleep(random.uniform(0, duration)).then(() => child.kill('SIGKILL'));
      const { code, err } = await ended;
      finished = code === 0;
      if (!finished) {
        expect(code, err).toBeNull();
        killed++;
      }
      await moment;
      await verifyCheckpoints(folder);
      const log = await losses(folder).catch(() => []);
      expect(log).toEqual(expected.slice(0, log.length));
    }
    expect(await losses(folder)).toEqual(expected);
    expect((await readFile(join(folder, 'adapter', 'adapter.safetensors'))).equals(adapter)).toBe(true);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await rm(folder, { recursive: true });
  }
});
