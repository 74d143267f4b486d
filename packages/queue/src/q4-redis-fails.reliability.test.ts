import { setTimeout as sleep } from 'node:timers/promises';
import { StorageError } from '@ftn/errors';
import { row, scaled, seeded } from '@ftn/reliability';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { checkRedis, faultOf } from './check-redis.js';
import { redisAddress } from './redis-address.js';
import { bundlePrograms, type Programs } from './testing/bundle.js';
import { RedisServer } from './testing/redis-server.js';
import { TinySweep } from './testing/tiny-sweep.js';
import { whereRedisIs } from './testing/with-redis.js';

const lease = 1000;
const runs = Array.from({ length: 6 }, () => ({ steps: 5, stepMs: 40 }));
const kept = ['--appendonly', 'yes', '--appendfsync', 'always'];

whereRedisIs(() => {
  let programs: Programs;
  const servers: RedisServer[] = [];
  const server = async (settings: readonly string[] = []) => {
    const redis = new RedisServer(settings);
    servers.push(redis);
    await redis.start();
    return redis;
  };
  beforeAll(async () => {
    programs = await bundlePrograms();
  });
  afterAll(() => Promise.all(servers.map((one) => one.remove())));
  afterEach(() => vi.unstubAllEnvs());

  /** A sweep in whose middle something happens to Redis; every run must end as if nothing had. */
  async function survives(redis: RedisServer, happens: () => Promise<unknown>): Promise<void> {
    const sweep = new TinySweep(programs, runs);
    try {
      const { ended } = sweep.work(redis.url, { lease, jobs: 2 });
      await sweep.told((all) => all.some(({ step }) => step === 2));
      await happens();
      const { code, out, err } = await ended;
      expect(code, err).toBe(0);
      expect(sweep.problems()).toEqual([]);
      expect(JSON.parse(out)).toMatchObject({ unhandled: 0, failed: 0 });
    } finally {
      sweep.remove();
    }
  }

  row('Q4', 'Redis killed and started again, with and without what it held', async () => {
    const rounds = scaled(10, 2);
    for (let round = 0; round < rounds; round++) {
      const redis = await server(round % 2 === 0 ? [] : kept);
      await survives(redis, async () => {
        await redis.kill();
        await sleep(300);
        await redis.start();
      });
      await redis.remove();
    }
    return {
      count: rounds,
      figure: `${rounds} kills of Redis, every other without a file of its own: 0 runs lost`,
    };
  });

  row('Q4', 'Redis read-only, out of memory, slow', async () => {
    const redis = await server();
    const during = async (before: string[], after: string[]) => {
      await redis.ask(...(before as [string]));
      await sleep(700);
      await redis.ask(...(after as [string]));
    };
    await survives(redis, () => during(['replicaof', '127.0.0.1', '1'], ['replicaof', 'no', 'one']));
    await survives(redis, () =>
      during(['config', 'set', 'maxmemory', '1'], ['config', 'set', 'maxmemory', '0']),
    );
    await survives(redis, () => redis.ask('client', 'pause', '1500', 'all'));
    return { count: 3, figure: '3 states in the middle of a sweep: 0 runs lost, 0 unhandled rejections' };
  });

  row('Q4', 'a Redis that cannot serve', async () => {
    const redis = await server();
    const cases: [string, string, RegExp][] = [
      ['redis://someone:topsecret@127.0.0.1:1/0', 'redis://127.0.0.1:1/0', /cannot be reached.*ECONNREFUSED/],
      ['unix:///nowhere/redis.sock', 'unix:///nowhere/redis.sock', /cannot be reached.*ENOENT/],
      [redis.url, redis.url, /cannot be reached.*(WRONGPASS|NOAUTH)/],
    ];
    let slowest = 0;
    const refused = async (url: string, shown: string, message: RegExp) => {
      const began = performance.now();
      const error = await checkRedis(redisAddress(url)).catch((thrown: unknown) => thrown);
      slowest = Math.max(slowest, performance.now() - began);
      expect(error).toBeInstanceOf(StorageError);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).toContain(shown);
      expect(JSON.stringify(error) + String(error)).not.toContain('topsecret');
    };
    await redis.ask('config', 'set', 'requirepass', 'another');
    vi.stubEnv('FTN_QUEUE_PASSWORD', 'topsecret');
    for (const [url, shown, message] of cases) await refused(url, shown, message);
    vi.stubEnv('FTN_QUEUE_PASSWORD', 'another');
    await checkRedis(redisAddress(redis.url));
    const client = redis.client();
    await client.connect();
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await refused(redis.url, redis.url, /forgets jobs .*allkeys-lru.*noeviction/);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    await client.replicaof('127.0.0.1', 1);
    await refused(redis.url, redis.url, /replica/);
    client.disconnect();
    expect(slowest).toBeLessThan(10_000);
    return {
      count: 5,
      figure: `5 refused with the address, no password; the slowest after ${Math.round(slowest)} ms`,
    };
  });

  seeded('Q4', 'a Redis that forgets is taken', () => {
    const info = (policy: string) => `redis_version:7.0.15\r\nrole:master\r\nmaxmemory_policy:${policy}\r\n`;
    expect(faultOf(info('noeviction'))).toBeNull();
    for (const policy of ['allkeys-lru', 'volatile-ttl', 'allkeys-random'])
      expect(faultOf(info(policy))?.problem).toContain(policy);
    expect(faultOf('redis_version:5.0.3\r\nrole:master\r\n')?.problem).toContain('5.0.3');
  });
});
