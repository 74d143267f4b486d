import { afterAll, beforeAll, describe, it } from 'vitest';
import { bundlePrograms, type Programs } from './bundle.js';
import { howToInstall, RedisServer, redisIsHere } from './redis-server.js';

/** What rows have while they run. */
interface Here {
  readonly redis: RedisServer;
  /** The programs that processes of the rows run. */
  readonly programs: Programs;
}

/** Rows that need no server, or servers of their own; where there is no Redis they are skipped, and say what would run them. */
export function whereRedisIs(rows: () => void): void {
  if (redisIsHere && process.platform === 'linux') rows();
  else
    describe('rows of the queue', () => {
      it.skip(redisIsHere ? 'processes are looked at as Linux shows them' : howToInstall, () => {});
    });
}

/** Rows against a real Redis that is started for them; `here` has it, and the programs, once they run. */
export function withRedis(rows: (here: Here) => void): void {
  whereRedisIs(() => {
    const redis = new RedisServer();
    let made: Programs;
    beforeAll(async () => {
      made = await bundlePrograms();
      await redis.start();
    });
    afterAll(() => redis.remove());
    rows({
      redis,
      get programs() {
        return made;
      },
    });
  });
}
