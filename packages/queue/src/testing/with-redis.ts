import { describe, it } from 'vitest';
import { howToInstall, redisIsHere } from './redis-server.js';

/** Rows against a real Redis; where there is none they are skipped, and say what would run them. */
export function withRedis(rows: () => void): void {
  if (redisIsHere && process.platform === 'linux') rows();
  else
    describe('rows of the queue', () => {
      it.skip(redisIsHere ? 'processes are looked at as Linux shows them' : howToInstall, () => {});
    });
}
