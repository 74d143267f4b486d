import type { RunEvent } from '../progress/events.js';
import type { Run } from '../progress/run.js';
import type { Sweep } from '../sweep/sweep-status.js';

/** What a plan sets so that one of its runs takes a second. */
export const smallRuns = {
  backbone: 'resnet10-small',
  'input.size': 32,
  batchSize: 4,
  epochs: 1,
  madeUp: { train: 2, val: 1, test: 1 },
  transforms: { train: 'small-training', evaluate: 'small-evaluation' },
};

/** A sweep to its end, and the lines it says. */
export async function swept(
  run: Run<Sweep>,
): Promise<{ result: Sweep; notes: string[]; events: RunEvent[] }> {
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  const notes = events.flatMap((event) => (event.kind === 'note' ? [event.text] : []));
  return { result: await run, notes, events };
}
