import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { ClassCount } from '@ftn/tasks';

/** What evaluating a trained domain on one task gave. */
export interface Measured {
  /** On the test set, by name, the task's own first, each in its unit. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The task's metric on the validation set; null where it was not asked for. */
  readonly validation: number | null;
  /** Test images of each class, and those whose first prediction was right, where every image has one class. */
  readonly perClass?: readonly ClassCount[];
  /** Seconds of training and evaluation. */
  readonly seconds: number;
}

/** What a finished run reached, by the name of each task. */
export type MeasuredTasks = Readonly<Record<string, Measured>>;

const name = 'measured.json';

/** What JSON has no number for, as the words it is kept by. */
const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

const written = (_key: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

const read = (_key: string, value: unknown) =>
  typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : value;

/** Keeps what a finished run reached beside its checkpoints; a number that is not finite is kept by its name. */
export async function keepMeasured(directory: string, measured: MeasuredTasks): Promise<void> {
  await writeFileAtomic(join(directory, name), Buffer.from(`${JSON.stringify(measured, written)}\n`));
}

function parsed(value: unknown): Measured | null {
  const { metrics, validation, perClass, seconds } = (value ?? {}) as Measured;
  if (typeof metrics !== 'object' || metrics === null || !Number.isFinite(seconds)) return null;
  if (validation === undefined || (perClass !== undefined && !Array.isArray(perClass))) return null;
  // Null stood for every number that is not finite once.
  const numbers = Object.entries(metrics).map(([key, number]) => [key, number ?? Number.NaN]);
  return {
    metrics: Object.fromEntries(numbers),
    validation,
    ...(perClass ? { perClass } : {}),
    seconds,
  };
}

/** What a finished run reached on these tasks; null where one was not evaluated yet, or the file is damaged. */
export async function readMeasured(
  directory: string,
  tasks: readonly string[],
): Promise<MeasuredTasks | null> {
  const text = await readFile(join(directory, name), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const all = JSON.parse(text, read) as Record<string, unknown>;
    const found = tasks.map((task) => [task, parsed(all[task])] as const);
    return found.every(([, one]) => one !== null) ? (Object.fromEntries(found) as MeasuredTasks) : null;
  } catch {
    return null;
  }
}
