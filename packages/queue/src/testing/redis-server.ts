import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Whether the rows can run: they ask a real server. */
export const redisIsHere = spawnSync('redis-server', ['--version']).status === 0;

/** What is said where they are skipped. */
export const howToInstall =
  'no redis-server is installed: apt-get install redis-server, or brew install redis';

/** A server of a test's own, on a socket in a folder of its own. */
export class RedisServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'ftn-redis-'));
  readonly #settings: readonly string[];
  #process: ChildProcess | null = null;

  /** @param settings words for redis.conf, e.g. `--appendonly yes` */
  constructor(settings: readonly string[] = []) {
    this.#settings = settings;
  }

  get url(): string {
    return `unix://${join(this.folder, 'redis.sock')}`;
  }

  /** Starts it, or starts it again, and waits until it answers. */
  async start(): Promise<void> {
    const words = ['--port', '0', '--unixsocket', join(this.folder, 'redis.sock'), '--save', ''];
    this.#process = spawn('redis-server', [...words, '--dir', this.folder, ...this.#settings], {
      stdio: 'ignore',
    });
    for (let tries = 0; tries < 600; tries++) {
      const redis = this.client();
      try {
        await redis.connect();
        await redis.ping();
        return;
      } catch {
        await sleep(50);
      } finally {
        redis.disconnect();
      }
    }
    throw new Error('redis-server does not start');
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

  /** As the power would. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
