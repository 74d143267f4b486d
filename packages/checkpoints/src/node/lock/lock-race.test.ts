import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Ask } from '../../testing/lock-child.js';
import { readLatestRunCheckpoint } from '../run-checkpoint/read-run-checkpoint.js';

const script = fileURLToPath(new URL('../../testing/lock-child.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'ftn-races-'));
let children: ChildProcess[] = [];

async function start(): Promise<ChildProcess> {
  const child = fork(script, { execArgv: ['--import', 'tsx', '--conditions=@ftn/source'] });
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

describe('several processes that lock one directory', () => {
  it('in 50 races of 2 to 4 have one winner; the others name it and exit with 75, whatever lock was there', async () => {
    for (let round = 0; round < 50; round++) {
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
      const at = Date.now() + 10;
      const answers = await Promise.all(racing.map((child) => lock(child, run, at)));
      const won = answers.filter((answer) => answer.token !== null);
      const lost = answers.filter((answer) => answer.token === null);
      expect(
        won.map((answer) => answer.token),
        `round ${round}`,
      ).toEqual([token]);
      const winner = racing[answers.findIndex((answer) => answer.token !== null)]!;
      for (const { exitCode, message, milliseconds } of lost) {
        expect(exitCode, message).toBe(75);
        expect(message).toMatch(new RegExp(`process \\d+ on ${hostname()} holds this run`));
        expect(milliseconds).toBeLessThan(1000);
      }
      await request(winner, { ask: 'release' });
      expect(readdirSync(run)).toEqual(['run.lock']);
    }
  }, 120_000);

  it('refuse a suspended holder that resumes after its lock was taken over', async () => {
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
  });
});
