import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { MetricsLog, readRunCheckpoint } from '@ftn/checkpoints/node';
import { RandomStream } from '@ftn/random';
import { row, scaled } from '@ftn/reliability';
import { afterAll, expect } from 'vitest';
import { startTrainer, train } from '../testing/start-trainer.js';

const seed = Number(process.env.FTN_SEED ?? 1);
const root = mkdtempSync(join(tmpdir(), 'ftn-kills-'));
afterAll(() => rmSync(root, { recursive: true }));

// One core a process, in JavaScript: starting TensorFlow two hundred times would take longer than training.
const start = () => startTrainer({ FTN_ENGINE: 'cpu' });
const epochs = 4;

/** The log of a run without times; an empty one where there is none. */
async function logOf(directory: string): Promise<unknown[]> {
  const { records } = await MetricsLog.read(join(directory, 'metrics.jsonl')).catch(() => ({ records: [] }));
  return records.map(({ imagesPerSecond: _, ...record }) => record);
}

/** Every checkpoint of a run verifies, whatever moment its writer was killed at; the newest one's step. */
async function verify(directory: string): Promise<number> {
  const names = readdirSync(directory).filter((name) => /^(step-\d+|best)\.ftn$/.test(name));
  const read = await Promise.all(names.map((name) => readRunCheckpoint(join(directory, name))));
  return Math.max(0, ...read.map(({ step }) => step));
}

row('K1', `SIGKILL at random moments (FTN_SEED=${seed})`, async () => {
  const kills = scaled(200);
  const reference = join(root, 'whole');
  let next: Promise<ChildProcess> = start();
  const first = await next;
  next = start();
  await train(first, { directory: join(root, 'warm'), epochs: 1 });
  const began = performance.now();
  const whole = await train(first, { directory: reference, epochs });
  const duration = performance.now() - began;
  const expected = await logOf(reference);
  first.kill();

  const random = new RandomStream(seed, 'kill');
  let [killed, chains, lost] = [0, 0, 0];
  for (; killed < kills; chains++) {
    const directory = mkdtempSync(join(root, 'killed-'));
    for (let answer: typeof whole = null; answer === null; ) {
      const child = await next;
      next = start();
      const running = train(child, { directory, epochs });
      const moment = sleep(random.uniform(0, duration)).then(() => child.kill('SIGKILL'));
      answer = await running;
      if (child.exitCode === null && child.signalCode === null && answer) child.kill('SIGKILL');
      await moment;
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const saved = await verify(directory);
      const log = await logOf(directory);
      expect(isDeepStrictEqual(log, expected.slice(0, log.length)), `chain ${chains}: the log`).toBe(true);
      const steps = log.filter((record) => (record as { kind: string }).kind === 'step').length;
      lost = Math.max(lost, steps - saved);
      if (answer) expect(answer.sha256, `chain ${chains}: the weights`).toBe(whole!.sha256);
      else killed++;
    }
    expect(await logOf(directory)).toEqual(expected);
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    rmSync(directory, { recursive: true });
  }
  (await next).kill();
  // A checkpoint every three steps, and one step whose log line is there before its checkpoint.
  expect(lost).toBeLessThanOrEqual(4);
  return {
    count: killed,
    figure: `${killed} kills in ${chains} runs: all equal to the bit, 0 corrupt, at most ${lost} steps lost (saved every 3)`,
  };
});
