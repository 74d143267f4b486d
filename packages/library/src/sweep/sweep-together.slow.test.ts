import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InterruptedError } from '@ftn/errors';
import { weightsOf, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallRuns, swept } from '../testing/swept.js';
import { sweep } from './sweep.js';
import type { WrittenPlan } from './sweep-plan.js';
import { readSweep } from './sweep-status.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const set = smallRuns;
let plan: WrittenPlan;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-sweep-'));
  await writeTinyDomain(at('photos'), 3);
  plan = { data: at('photos'), methods: ['ftn', 'fc-and-bn-only'], ranks: [1, 2], seeds: [0, 1], set };
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('sweep', () => {
  it('gives the same bits in several processes', async () => {
    const { result } = await swept(sweep({ plan, out: at('several'), jobs: 3 }));
    const { result: one } = await swept(sweep({ plan, out: at('one'), jobs: 1 }));
    expect(await weightsOf(result)).toEqual(await weightsOf(one));
  });

  it('says how a changed plan differs, and keeps what it has in common', async () => {
    const { result, notes } = await swept(
      sweep({ plan: { ...plan, ranks: [1], seeds: [0, 2] }, out: at('one') }),
    );
    expect(notes[0]).toBe(
      'the plan changed: 2 runs are kept, 2 are new, 4 are no longer in it; their folders stay',
    );
    expect(notes[1]).toContain('2 are finished, 2 to do');
    expect(result.cells).toHaveLength(4);
  });

  it('stops with checkpoints saved, and goes on to the same bits', async () => {
    const longer = { ...plan, methods: ['ftn'], ranks: [1], seeds: [0, 1], set: { ...set, epochs: 6 } };
    const whole = await swept(sweep({ plan: longer, out: at('whole'), jobs: 1 }));
    const stop = new AbortController();
    const run = sweep({ plan: longer, out: at('stopped'), jobs: 2, signal: stop.signal });
    const stopped = (async () => {
      for await (const event of run) if (event.kind === 'progress') stop.abort();
      return run;
    })();
    await expect(stopped).rejects.toThrow(InterruptedError);
    const states = (await readSweep(at('stopped'))).cells.map(({ state }) => state);
    expect(states).toContain('stopped');
    const { result } = await swept(sweep({ plan: longer, out: at('stopped') }));
    expect(await weightsOf(result)).toEqual(await weightsOf(whole.result));
  });

  it('begins a run whose process is killed again, to the same bits', async () => {
    const longer = { ...plan, methods: ['ftn'], ranks: [1], seeds: [3], set: { ...set, epochs: 6 } };
    const whole = await swept(sweep({ plan: longer, out: at('unhurt'), jobs: 1 }));
    const run = sweep({ plan: longer, out: at('killed'), jobs: 1 });
    const notes: string[] = [];
    let killed = false;
    for await (const event of run) {
      if (event.kind === 'note') notes.push(event.text);
      if (event.kind !== 'progress' || killed) continue;
      killed = true;
      execFileSync('pkill', ['-9', '-P', String(process.pid), '-f', 'sweep-worker']);
    }
    expect(notes).toContainEqual(expect.stringContaining('its process died (SIGKILL)'));
    expect(await weightsOf(await run)).toEqual(await weightsOf(whole.result));
  });

  it('lets two sweeps share one folder, each run trained once', async () => {
    await Promise.all([1, 2].map(() => swept(sweep({ plan, out: at('shared'), jobs: 1 }))));
    const states = (await readSweep(at('shared'))).cells.map(({ state }) => state);
    expect(states).toEqual(Array(6).fill('finished'));
    expect(await weightsOf(await readSweep(at('shared')))).toEqual(
      await weightsOf(await readSweep(at('several'))),
    );
  });
});
