import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { ServerProcess } from './server-process.js';

/** Whether the rows can run: they ask a real server. */
export const redisIsHere = spawnSync('redis-server', ['--version']).status === 0;

/** What is said where they are skipped. */
export const howToInstall =
  'no redis-server is installed: apt-get install redis-server, or brew install redis';

/** A server of a test's own, on a socket in a folder of its own. */
export class RedisServer extends ServerProcess {
  readonly #settings: readonly string[];

  /** @param settings words for redis.conf, e.g. `--appendonly yes` */
  constructor(settings: readonly string[] = []) {
    super('ftn-redis-');
    this.#settings = settings;
  }

  get url(): string {
    return `unix://${join(this.folder, 'redis.sock')}`;
  }

  /** Starts it, or starts it again, and waits until it answers. */
  start(): Promise<void> {
    const words = ['--port', '0', '--unixsocket', join(this.folder, 'redis.sock'), '--save', ''];
    return this.run('redis-server', [...words, '--dir', this.folder, ...this.#settings], () =>
      this.ask('PING'),
    );
  }

  /** A connection for one question. */
  client(): Redis {
    const password = process.env.FTN_QUEUE_PASSWORD;
    const redis = new Redis({
      ...(password ? { password } : {}),
      path: join(this.folder, 'redis.sock'),
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    redis.on('error', () => {});
    return redis;
  }

  /** Asks it one thing. */
  async ask(command: string, ...words: string[]): Promise<unknown> {
    const redis = this.client();
    try {
      await redis.connect();
      return await redis.call(command, ...words);
    } finally {
      redis.disconnect();
    }
  }
}
