import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';

/** What evaluating a trained domain gave. */
export interface Measured {
  /** Top-1 on the test set, in percent. */
  readonly accuracy: number;
  /** Top-1 on the validation set, in percent; null where it was not asked for. */
  readonly validation: number | null;
  /** Test images of each class, and those whose first prediction was right. */
  readonly perClass: readonly { readonly count: number; readonly correct: number }[];
  /** Seconds of training and evaluation. */
  readonly seconds: number;
}

const name = 'measured.json';

/** Keeps what a finished run reached beside its checkpoints. */
export async function keepMeasured(directory: string, measured: Measured): Promise<void> {
  await writeFileAtomic(join(directory, name), Buffer.from(`${JSON.stringify(measured)}\n`));
}

/** What a finished run reached; null where it was not evaluated yet, or the file is damaged. */
export async function readMeasured(directory: string): Promise<Measured | null> {
  const text = await readFile(join(directory, name), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { accuracy, validation, perClass, seconds } = JSON.parse(text) as Measured;
    const whole = Number.isFinite(accuracy) && Number.isFinite(seconds) && Array.isArray(perClass);
    return whole && validation !== undefined ? { accuracy, validation, perClass, seconds } : null;
  } catch {
    return null;
  }
}
