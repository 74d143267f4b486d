import type { Size } from '@ftn/datasets';
import type { EngineInfo } from '@ftn/engine';
import { MemoryError } from '@ftn/errors';
import type { Member } from '@ftn/training';
import { measureStepMemory, type StepMemory } from './step-memory.js';

/**
 * Fraction of the counted activation bytes that is actually allocated: TensorFlow lets results share the memory of inputs that
 * are done with. Measured with it on ResNet-18 and ResNet-50 at 224², batches of 2 to 32, every method: the whole
 * process within 11 % of its peak.
 */
const nativeShare = 0.5;

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** A training step whose memory is checked. */
export interface MemoryQuestion {
  readonly batchSize: number;
  readonly engine: Pick<EngineInfo, 'name' | 'device'>;
  /** Bytes the process has taken before the first step. */
  readonly taken: number;
  /** Bytes the process may take in all. */
  readonly limit: number;
}

/**
 * Bytes the process will take in all.
 * @throws MemoryError that names a batch size that fits
 */
export function requireMemory({ fixed, perImage }: StepMemory, question: MemoryQuestion): number {
  const { batchSize, engine, taken, limit } = question;
  const each = perImage * (engine.name === 'native' ? nativeShare : 1);
  const whole = taken + fixed + each * batchSize;
  // What a GPU has free is not known here, and its memory is not this machine's.
  if (engine.device === 'gpu' || whole <= limit) return whole;
  const fits = Math.floor((limit - taken - fixed) / each);
  throw new MemoryError(`training with batches of ${batchSize} images would not fit in memory`, {
    expected: `at most ${gigabytes(limit)}`,
    got: `about ${gigabytes(whole)}`,
    hint: fits >= 2 ? `\`batchSize: ${fits}\` would fit.` : 'Take a smaller backbone or smaller images.',
  });
}

/** A batch size on an engine, and the bytes the process may take in all where that is said. */
export type MemoryLimits = Pick<MemoryQuestion, 'batchSize' | 'engine'> & {
  readonly limit?: number | undefined;
};

/** Refuses a training whose steps would not fit; returns a line on what one takes. */
export function guardStep(step: StepMemory, question: MemoryLimits): string {
  const taken = process.memoryUsage.rss();
  const free = taken + process.availableMemory();
  const limit = Math.min(free, question.limit ?? free);
  const { batchSize, engine } = question;
  const whole = requireMemory(step, { batchSize, engine, taken, limit });
  return `memory: about ${gigabytes(whole)} with batches of ${batchSize} images, of ${gigabytes(limit)}`;
}

/** The same for tasks over a backbone, their steps measured first. */
export async function guardMemory(
  members: readonly Member[],
  size: Size,
  question: MemoryLimits,
): Promise<string> {
  return guardStep(await measureStepMemory(members, size), question);
}
