import { readdirSync } from 'node:fs';
import { row, scaled, seeded } from '@ftn/reliability';
import { Queue } from 'bullmq';
import { expect } from 'vitest';
import { jobName, parseJob } from './job.js';
import { queueName } from './queue-name.js';
import { redisAddress } from './redis-address.js';
import { RunQueue } from './run-queue.js';
import { TinySweep } from './testing/tiny-sweep.js';
import { withRedis } from './testing/with-redis.js';

const id = 'a'.repeat(16);
const good = { id, plan: 'b'.repeat(16) };
const strange: unknown[] = [
  ...['', '..', '../../etc/passwd', '/etc/passwd', `${id}/..`, id.toUpperCase(), `${id}\n`, `${id}\0`],
  ...['<img src=x onerror=alert(1)>', '$(touch x)', '\u001b[2J', '\ud800', 'x'.repeat(100_000), '__proto__'],
  ...[0, -1, 1e308, null, true, [], [id], {}, { toString: id }, { length: 16 }],
];

/** A job's data, damaged in one of many ways; never a good one. */
function damaged(number: number): unknown {
  const value = strange[number % strange.length];
  switch (Math.floor(number / strange.length) % 7) {
    case 0:
      return value;
    case 1:
      return { ...good, id: value };
    case 2:
      return { ...good, plan: value };
    case 3:
      return { ...good, options: value };
    case 4:
      return JSON.parse(`{"id":"${id}","__proto__":{"plan":"${good.plan}"}}`);
    case 5:
      return [good, value];
    default:
      return { id: good.plan, plan: value ?? id, [JSON.stringify(value).slice(0, 20)]: good };
  }
}

withRedis((here) => {
  const { redis } = here;

  row('Q6', 'damaged jobs', () => {
    const count = scaled(2000, 200);
    for (let number = 0; number < count; number++) {
      expect(parseJob({ id, name: jobName, data: damaged(number) }), String(number)).toBeNull();
    }
    expect(parseJob({ id, name: 'another', data: good })).toBeNull();
    expect(parseJob({ id: good.plan, name: jobName, data: good })).toBeNull();
    expect(parseJob({ id, name: jobName, data: { ...good } })).toEqual(good);
    expect(({} as Record<string, unknown>).plan).toBeUndefined();
    return { count, figure: `${count} damaged jobs refused by their schema, the good one taken` };
  });

  row('Q6', 'strangers write into the queue', async () => {
    const count = scaled(200, 30);
    const sweep = new TinySweep(here.programs, [{ steps: 2, stepMs: 5 }]);
    const name = await queueName(sweep.out);
    const strangers = new Queue(name, { connection: redisAddress(redis.url).options });
    try {
      await strangers.addBulk(
        Array.from({ length: count }, (_, number) => ({
          name: number % 3 === 0 ? String(strange[number % 14]) : jobName,
          data: damaged(number),
          // The run's own id among them: a job that stands in its way is taken away.
          opts: { jobId: number === 1 ? sweep.cells[0]!.id : `j${number}` },
        })),
      );
      const { code, out, err } = await sweep.work(redis.url).ended;
      expect(code, err).toBe(0);
      expect(sweep.problems()).toEqual([]);
      const { refused, unhandled } = JSON.parse(out) as { refused: number; unhandled: number };
      expect([refused, unhandled]).toEqual([count, 0]);
      expect(err).not.toMatch(/[<>$]/);
      expect(err).not.toContain('\u001b');
      expect(readdirSync(`${sweep.out}/cells`)).toEqual([sweep.cells[0]!.id]);
      return { count, figure: `${count} jobs of strangers among those of a sweep: 0 effects` };
    } finally {
      await strangers.close();
      sweep.remove();
    }
  });

  row('Q6', 'what Redis is told', async () => {
    await using queue = new RunQueue(redisAddress(redis.url), 'ftn-told', () => {});
    await queue.add([good]);
    const { data: text } = (await redis.ask('hgetall', `bull:ftn-told:${id}`)) as { data: string };
    const data = JSON.parse(text) as object;
    expect(data).toEqual(good);
    return { count: 1, figure: 'a job holds two hashes' };
  });

  seeded('Q6', 'the data of a job is spread into what a run is given', () => {
    const careless = (data: unknown) => ({ ...good, ...(data as object) });
    const changed = Array.from({ length: 200 }, (_, n) => careless(damaged(n))).filter(
      (given) => JSON.stringify(given) !== JSON.stringify(good),
    );
    expect(changed.length).toBeGreaterThan(50);
  });
});
