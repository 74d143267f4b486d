import { UsageError } from '@ftn/errors';
import type { TrainingPosition } from '../loop/train-loop.js';
import { settingsDiff } from './settings-diff.js';

/** What becomes of a run whose command is given: it begins, goes on from a checkpoint, or was finished before. */
export interface RunStart {
  readonly kind: 'new' | 'unfinished' | 'finished';
  /** Where it stands; absent for a new one. */
  readonly position?: TrainingPosition;
  /** Settings that changed since, as `name: before → now`. */
  readonly changes: readonly string[];
}

/** The settings that say how long a run is: what may be raised without being told that it may. */
const lengths = /^(config\.)?epochs: (\d+) → (\d+)$/;

/** Whether settings changed in nothing but more epochs. */
const onlyLonger = (changes: readonly string[]): boolean =>
  changes.every((change) => {
    const [, , before, now] = lengths.exec(change) ?? [];
    return Number(now) > Number(before);
  });

/** Where a run was kept, under which settings, and how its command was given. */
export interface KeptRun {
  readonly directory: string;
  /** The settings it was kept under, and those of the command. */
  readonly before: unknown;
  readonly now: unknown;
  readonly resume: boolean;
  readonly allowChange: boolean;
}

/**
 * The settings in which a run that is kept differs from its command; more epochs are always allowed on resuming.
 *
 * @throws UsageError that names every setting that changed and may not
 */
export function allowedChanges({ directory, before, now, resume, allowChange }: KeptRun): string[] {
  const changes = settingsDiff(before, now);
  if (changes.length === 0 || (resume && (allowChange || onlyLonger(changes)))) return changes;
  throw new UsageError(`the run was started with other settings (${changes.join('; ')})`, {
    file: directory,
    hint: onlyLonger(changes)
      ? 'Add `resume` to train it longer, or start anew in another folder.'
      : 'Give the settings it was started with, start anew in another folder, or add `resume` and `allowChange` to go on under these.',
  });
}

/** One line on where a run that is to be resumed stands, and by which rule it goes on under more epochs. */
export function describeStart(
  { kind, position, changes }: RunStart,
  { directory, epochs, totalSteps }: { directory: string; epochs: number; totalSteps: number },
): string {
  if (kind === 'new') return `nothing to resume in ${directory}: training starts at the beginning`;
  const { step, epoch } = position!;
  if (kind === 'finished')
    return `the run in ${directory} is finished (step ${step}, ${epoch} ${epoch === 1 ? 'epoch' : 'epochs'}): nothing is trained again`;
  const at = `going on after step ${step} of ${totalSteps}, in epoch ${Math.min(epoch + 1, epochs)} of ${epochs}`;
  return changes.length === 0 ? at : `${at}, under other settings (${changes.join('; ')}): ${scheduleRule}`;
}

/** What changed settings do to a schedule, as notes and logs say it. */
export const scheduleRule = 'from here on the learning rates are those a run of this length has at this step';
