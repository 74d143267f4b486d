import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pruneBuilds } from './prune-builds.mjs';

let cache;

/** A build that was last used so many days ago, perhaps by a process. */
function build(name, days, pid) {
  const users = name.startsWith('making-') ? join(cache, name) : join(cache, name, 'users');
  mkdirSync(users, { recursive: true });
  if (pid !== undefined) writeFileSync(join(users, String(pid)), '');
  const then = new Date(Date.now() - days * 86_400_000);
  utimesSync(users, then, then);
}

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'ftn-builds-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

it('pruneBuilds keeps the newest builds, those in use and those used today, and removes the others', () => {
  for (const [name, days] of [
    ['now', 9],
    ['first', 2],
    ['second', 3],
    ['third', 4],
    ['fourth', 5],
  ])
    build(name, days);
  build('running', 6, process.pid);
  // No process has a number beyond the largest that systems give.
  build('ended', 7, 2 ** 30);
  build('making-given-up', 8);
  pruneBuilds(cache, 'now');
  expect(readdirSync(cache).sort()).toEqual(['first', 'now', 'running', 'second', 'third']);
});

it('pruneBuilds removes nothing on the day it was used, however many builds there are', () => {
  for (let i = 0; i < 9; i++) build(`build-${i}`, i / 10);
  build('making-by-another', 0);
  pruneBuilds(cache, 'build-0');
  expect(readdirSync(cache)).toHaveLength(10);
});
