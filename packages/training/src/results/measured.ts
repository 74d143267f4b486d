import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { readRegularFile, textLimit } from '@ftn/errors/node';
import type { CalibrationResult } from '@ftn/metrics';
import type { ClassCount, Confusion } from '@ftn/tasks';
import { logMeasured } from '../run/log-measured.js';

/** What evaluating a trained domain on one task gave. */
export interface Measured {
  /** On the test set, by name, the task's own first, each in its unit. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The task's metric on the validation set; null where it was not asked for. */
  readonly validation: number | null;
  /** Test images of each class, and those whose first prediction was right, where every image has one class. */
  readonly perClass?: readonly ClassCount[];
  /** How often each class was taken for each on the test set, where outputs are classes. */
  readonly confusion?: Confusion;
  /** Whether confidences are what they say, where every image has one class. */
  readonly calibration?: CalibrationResult;
  /** Seconds of training and evaluation. */
  readonly seconds: number;
}

/** What a finished run reached, by the name of each task, or of each domain where one run trains several. */
export type MeasuredTasks = Readonly<Record<string, Measured>>;

/** Where what a run reached is kept, and what tells the images it was measured on from others. */
export interface MeasuredPlace {
  readonly directory: string;
  readonly images?: string | undefined;
  /** The name of what its validation measures; default accuracy. */
  readonly metric?: string | undefined;
  /** Awaited before anything is kept; throws where the folder has become another process's. */
  readonly beforeWrite?: (() => Promise<void>) | undefined;
}

const name = 'measured.json';

/** What JSON has no number for, as the words it is kept by. */
const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** For `JSON.stringify`: a number that is not finite is written by its name. */
export const writeNumber = (_key: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** For `JSON.parse`: the same, read. */
export const readNumber = (_key: string, value: unknown) =>
  typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : value;

/** Keeps what a finished run reached beside its checkpoints; a number that is not finite is kept by its name. */
async function keepMeasured({ directory, images }: MeasuredPlace, measured: MeasuredTasks): Promise<void> {
  const kept = { ...(images === undefined ? {} : { images }), measured };
  await writeFileAtomic(join(directory, name), Buffer.from(`${JSON.stringify(kept, writeNumber)}\n`));
}

/** Forgets what a run reached, for it is trained on. */
export const forgetMeasured = (directory: string): Promise<void> =>
  rm(join(directory, name), { force: true });

function parsed(value: unknown): Measured | null {
  const { metrics, validation, perClass, confusion, calibration, seconds } = (value ?? {}) as Measured;
  if (typeof metrics !== 'object' || metrics === null || !Number.isFinite(seconds)) return null;
  if (validation === undefined || (perClass !== undefined && !Array.isArray(perClass))) return null;
  return {
    metrics,
    validation,
    ...(perClass ? { perClass } : {}),
    ...(confusion ? { confusion } : {}),
    ...(calibration ? { calibration } : {}),
    seconds,
  };
}

/** What a finished run reached by these names; null where one was not measured yet on these images, or the file is damaged. */
async function readMeasured(
  { directory, images }: MeasuredPlace,
  names: readonly string[],
): Promise<MeasuredTasks | null> {
  const bytes = await readRegularFile(join(directory, name), { limit: textLimit }).catch(() => null);
  if (bytes === null) return null;
  try {
    const kept = JSON.parse(new TextDecoder().decode(bytes), readNumber) as {
      images?: string;
      measured: Record<string, unknown>;
    };
    if (kept.images !== images) return null;
    const found = names.map((of) => [of, parsed(kept.measured[of])] as const);
    return found.every(([, one]) => one !== null) ? (Object.fromEntries(found) as MeasuredTasks) : null;
  } catch {
    return null;
  }
}

/** What a run reached by these names: read where it was measured on these images before, else measured now and kept. */
export async function measuredOnce(
  place: MeasuredPlace | undefined,
  names: readonly string[],
  measure: (name: string) => Promise<Measured>,
): Promise<MeasuredTasks> {
  const kept = place && (await readMeasured(place, names));
  if (kept) return kept;
  const measured: Record<string, Measured> = {};
  for (const of of names) measured[of] = await measure(of);
  if (place) {
    await place.beforeWrite?.();
    // First: a run that is cut off in between is measured and logged anew.
    await logMeasured(place.directory, measured, place.metric ?? 'accuracy');
    await keepMeasured(place, measured);
  }
  return measured;
}
