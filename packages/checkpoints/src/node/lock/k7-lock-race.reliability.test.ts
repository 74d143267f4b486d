import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, scaled, seeded, testProgram } from '@ftn/reliability';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Answer, Ask } from '../../testing/lock-child.js';
import { readLatestRunCheckpoint } from '../run-checkpoint/read-run-checkpoint.js';

const { script, execArgv } = testProgram(new URL('../../testing/lock-child.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'ftn-races-'));
let children: ChildProcess[] = [];

async function start(): Promise<ChildProcess> {
  const child = fork(script, { execArgv: [...execArgv] });
  await once(child, 'message');
  return child;
}

async function request(child: ChildProcess, ask: Ask): Promise<Answer> {
  child.send(ask);
  return (await once(child, 'message'))[0] as Answer;
}

const lock = (child: ChildProcess, run: string, at = 0) =>
  request(child, { ask: 'lock', directory: run, at });

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** All at the same moment. */
function race(racing: readonly ChildProcess[], run: string): Promise<Answer[]> {
  const at = Date.now() + 10;
  return Promise.all(racing.map((child) => lock(child, run, at)));
}

/** What is wrong with the answers of processes that started in one folder. */
function problemsOf(answers: readonly Answer[], token: number): string[] {
  const won = answers.filter((answer) => answer.token !== null);
  const problems = won.length === 1 ? [] : [`${won.length} winners`];
  if (won.some((answer) => answer.token !== token)) problems.push(`tokens ${won.map((one) => one.token)}`);
  for (const { exitCode, message } of answers.filter((answer) => answer.token === null)) {
    if (exitCode !== 75 || !new RegExp(`process \\d+ on ${hostname()} holds this run`).test(message))
      problems.push(`${exitCode}: ${message}`);
  }
  return problems;
}

/** Makes a lock say that its holder is a process that no longer exists. */
function forgeGone(run: string): void {
  const path = join(run, 'run.lock');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), pid: 2 ** 30 }));
}

beforeAll(async () => {
  children = await Promise.all([start(), start(), start(), start()]);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

row('K7', 'races of 2 to 4', async () => {
  const rounds = scaled(50, 6);
  let slowest = 0;
  for (let round = 0; round < rounds; round++) {
    const run = join(directory, `race-${round}`);
    let token = 1;
    if (round % 3 > 0) {
      token++;
      // A real kill costs a new process: most stale locks only say that theirs is gone.
      const before = round === 2 || round === 5 ? await start() : children[0]!;
      expect((await lock(before, run)).token).toBe(1);
      if (round % 3 === 1) await request(before, { ask: 'release' });
      else if (before === children[0]) forgeGone(run);
      else await kill(before);
    }
    const racing = children.slice(0, 2 + (round % 3));
    const answers = await race(racing, run);
    expect(problemsOf(answers, token), `round ${round}`).toEqual([]);
    for (const { milliseconds } of answers) slowest = Math.max(slowest, milliseconds);
    const winner = racing[answers.findIndex((answer) => answer.token !== null)]!;
    await request(winner, { ask: 'release' });
    expect(readdirSync(run)).toEqual(['run.lock']);
  }
  // Ten times the promise, for a busy machine; the figure says what it was.
  expect(slowest).toBeLessThan(10_000);
  return {
    count: rounds,
    figure: `${rounds} races, 1 winner each; answered within ${Math.round(slowest)} ms`,
  };
});

row('K7', 'a stopped holder that was overtaken', async () => {
  const run = join(directory, 'zombie');
  const zombie = await start();
  await lock(zombie, run);
  expect((await request(zombie, { ask: 'write', directory: run, step: 1 })).exitCode).toBeNull();
  // The lock looks stale to others only if its process is gone: here its record is made to say so.
  forgeGone(run);
  expect((await lock(children[0]!, run)).token).toBe(2);
  const refused = await request(zombie, { ask: 'write', directory: run, step: 2 });
  expect(refused.exitCode).toBe(75);
  expect((await readLatestRunCheckpoint(run))?.step).toBe(1);
  expect(readdirSync(run).sort()).toEqual(['run.lock', 'step-1.ftn']);
  await request(children[0]!, { ask: 'release' });
  await kill(zombie);
  return { count: 1, figure: 'refused with 75, 0 bytes written' };
});

seeded('K7', 'the lock is a file looked for and then written', async () => {
  const answers = await Promise.all(
    children.map((child) => request(child, { ask: 'careless lock', directory: join(directory, 'careless') })),
  );
  expect(problemsOf(answers, 1).join()).toContain('winners');
});
