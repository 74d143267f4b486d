import { InterruptedError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from './events.js';
import { Run, type RunContext } from './run.js';

const note = (text: string) => ({ kind: 'note', text }) as const;

/** Work that tells three notes, a turn of the event loop apart, and counts how often it was begun. */
function work(begun: { count: number }) {
  return async ({ emit, stop }: RunContext) => {
    begun.count++;
    for (const text of ['one', 'two', 'three']) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      stop.throwIfRequested(`before ${text}`);
      emit(note(text));
    }
    return 'done';
  };
}

async function eventsOf(run: Run<unknown>): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

describe('a run', () => {
  it('resolves to its result when awaited, and does its work once', async () => {
    const begun = { count: 0 };
    const run = new Run(work(begun));
    expect(begun.count).toBe(0);
    expect([await run, await run]).toEqual(['done', 'done']);
    expect(begun.count).toBe(1);
  });

  it('yields every event to a loop, then resolves to its result', async () => {
    const begun = { count: 0 };
    const run = new Run(work(begun));
    expect(await eventsOf(run)).toEqual([note('one'), note('two'), note('three')]);
    expect(await run).toBe('done');
    expect(begun.count).toBe(1);
  });

  it('throws the error of its work out of the loop, after the events before it', async () => {
    const run = new Run(async ({ emit }: RunContext) => {
      emit(note('one'));
      throw new Error('broken');
    });
    const events: RunEvent[] = [];
    const loop = async () => {
      for await (const event of run) events.push(event);
    };
    await expect(loop()).rejects.toThrow('broken');
    expect(events).toEqual([note('one')]);
    await expect(run).rejects.toThrow('broken');
  });

  it('stops its work when the loop is left early, and waits for the end', async () => {
    const begun = { count: 0 };
    const run = new Run(work(begun));
    for await (const event of run) {
      expect(event).toEqual(note('one'));
      break;
    }
    await expect(run).rejects.toThrow(InterruptedError);
    await expect(run).rejects.toThrow('stopped; before two');
  });

  it('stops at the end of a block with await using', async () => {
    const begun = { count: 0 };
    let kept: Run<string>;
    {
      await using run = new Run(work(begun));
      kept = run;
      run.then(undefined, () => {});
    }
    await expect(kept).rejects.toThrow('stopped; before one');
  });

  it('has nothing to stop when it was never started', async () => {
    const begun = { count: 0 };
    {
      await using _run = new Run(work(begun));
    }
    expect(begun.count).toBe(0);
  });

  it('is stopped by a signal, whose reason tells the exit code', async () => {
    const abort = new AbortController();
    const run = new Run(work({ count: 0 }), abort.signal);
    abort.abort(new InterruptedError('stopped', 143));
    await expect(run).rejects.toMatchObject({ exitCode: 143 });
  });
});
