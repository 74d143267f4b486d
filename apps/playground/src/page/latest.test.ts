import { expect, it } from 'vitest';
import { latestOnly } from './latest.js';

it('does the first at once, then only the newest of those that waited', async () => {
  const done: number[] = [];
  let release = () => {};
  const ask = latestOnly<number>(async (request) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    done.push(request);
  });
  for (const request of [1, 2, 3, 4]) ask(request);
  release();
  await new Promise((resolve) => setTimeout(resolve, 0));
  release();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(done).toEqual([1, 4]);
  ask(5);
  release();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(done).toEqual([1, 4, 5]);
});
