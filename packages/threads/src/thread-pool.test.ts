import { Worker } from 'node:worker_threads';
import { MismatchError, UsageError } from '@ftn/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { ThreadPool } from './thread-pool.js';

type Task = number | string | (() => void);
type Result = { doubled: number; done: number; bytes: Uint8Array };

let started = 0;
const start = () => {
  started++;
  return new Worker(new URL('./__fixtures__/worker-source.mjs', import.meta.url), {
    execArgv: ['--conditions=@ftn/source'],
  });
};
const closed = () => new UsageError('the pool was closed', { hint: 'Create a new one.' });
const pools: ThreadPool<Task, Result>[] = [];
const poolOf = (size: number) => {
  const pool = new ThreadPool<Task, Result>({ size, name: 'a test worker', start, closed });
  pools.push(pool);
  return pool;
};
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  started = 0;
});

describe('ThreadPool', () => {
  it('starts threads on demand, and each runs its tasks in order', async () => {
    const pool = poolOf(1);
    expect(started).toBe(0);
    const results = await Promise.all([1, 2, 3].map((n) => pool.run(n)));
    expect(results.map(({ doubled, done }) => [doubled, done])).toEqual([
      [2, 1],
      [4, 2],
      [6, 3],
    ]);
    expect(results.map(({ bytes }) => [...bytes])).toEqual([[1], [2], [3]]);
    expect(started).toBe(1);
    const two = poolOf(2);
    await Promise.all([1, 2, 3, 4].map((n) => two.run(n)));
    expect(started).toBe(3);
  });

  it('returns errors with their class and details, and continues with the next task', async () => {
    const pool = poolOf(1);
    const mismatch = await pool.run('mismatch').catch((error: unknown) => error);
    expect(mismatch).toBeInstanceOf(MismatchError);
    expect((mismatch as MismatchError).details).toEqual({ file: 'a.png', expected: '2', got: '3' });
    await expect(pool.run('throw')).rejects.toThrow(/^a test worker failed: TypeError: no such thing/);
    await expect(pool.run(() => {})).rejects.toThrow(/could not be cloned/);
    expect((await pool.run(4)).doubled).toBe(8);
  });

  it('rejects the pending tasks of a thread that dies, and starts another', async () => {
    const pool = poolOf(1);
    const [exit, owed] = [pool.run('exit'), pool.run(1)];
    await expect(exit).rejects.toThrow('a test worker stopped unexpectedly (exit code 7)');
    await expect(owed).rejects.toThrow('exit code 7');
    expect((await pool.run(5)).doubled).toBe(10);
    expect(started).toBe(2);
  });

  it('rejects pending tasks when it is closed, and every later one', async () => {
    const pool = poolOf(1);
    const owed = pool.run(1);
    const rejected = expect(owed).rejects.toThrow('the pool was closed');
    await pool.close();
    await rejected;
    await expect(pool.run(2)).rejects.toThrow(UsageError);
  });

  it('closes at the end of a block with await using', async () => {
    const pool = poolOf(1);
    {
      await using used = pool;
      expect((await used.run(4)).doubled).toBe(8);
    }
    await expect(pool.run(2)).rejects.toThrow('the pool was closed');
  });
});
