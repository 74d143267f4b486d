import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { allowedChanges, describeStart } from './run-start.js';

const before = {
  epochs: 3,
  options: { rank: 4 },
  classes: ['crow', 'wren'],
  phases: { retrain: { epochs: 2 } },
};
const ask = (now: unknown, how: { resume?: boolean; allowChange?: boolean } = {}) =>
  allowedChanges({ directory: 'runs/birds', before, now, resume: false, allowChange: false, ...how });

describe('allowedChanges', () => {
  it('lists every change in one error, and how to go on', () => {
    const now = { ...before, options: { rank: 8 }, classes: ['crow'] };
    expect(() => ask(now)).toThrow(UsageError);
    expect(() => ask(now, { resume: true })).toThrow(
      /options\.rank: 4 → 8; classes: \["crow","wren"\] → \["crow"\]\)\. .*`resume` and `allowChange`/,
    );
    expect(ask(before)).toEqual([]);
    expect(ask(now, { resume: true, allowChange: true })).toHaveLength(2);
  });

  it('takes more epochs on resuming, and neither fewer nor more of anything else', () => {
    const longer = { ...before, epochs: 5 };
    expect(ask(longer, { resume: true })).toEqual(['epochs: 3 → 5']);
    expect(() => ask(longer)).toThrow('Add `resume` to train it longer');
    // Without --resume, a change that is allowed is no change that was asked for.
    expect(() => ask({ ...before, options: { rank: 8 } }, { allowChange: true })).toThrow(UsageError);
    expect(() => ask({ ...before, epochs: 2 }, { resume: true })).toThrow('epochs: 3 → 2');
    expect(() => ask({ ...longer, options: { rank: 8 } }, { resume: true })).toThrow('rank: 4 → 8');
    const phases = { retrain: { epochs: 9 } };
    expect(() => ask({ ...before, phases }, { resume: true })).toThrow('phases.retrain.epochs: 2 → 9');
  });
});

describe('describeStart', () => {
  const length = { directory: 'runs/birds', epochs: 4, totalSteps: 40 };
  const position = { step: 12, epoch: 1, batch: 2, lossSum: 1, best: null };

  it('is one line that says where a run goes on, or that it does not', () => {
    expect(describeStart({ kind: 'new', changes: [] }, length)).toBe(
      'nothing to resume in runs/birds: training starts at the beginning',
    );
    expect(describeStart({ kind: 'unfinished', position, changes: [] }, length)).toBe(
      'going on after step 12 of 40, in epoch 2 of 4',
    );
    const done = { ...position, step: 40, epoch: 4, batch: 0 };
    expect(describeStart({ kind: 'finished', position: done, changes: [] }, length)).toBe(
      'the run in runs/birds is finished (step 40, 4 epochs): nothing is trained again',
    );
  });

  it('says which settings changed, and the rule of the learning rates', () => {
    const changes = ['epochs: 1 → 4'];
    expect(describeStart({ kind: 'unfinished', position, changes }, length)).toBe(
      'going on after step 12 of 40, in epoch 2 of 4, under other settings (epochs: 1 → 4): from here on the learning rates are those a run of this length has at this step',
    );
  });
});
