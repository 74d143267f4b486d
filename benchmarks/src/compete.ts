import type { Contender } from './contender.js';
import { median } from './median.js';
import type { Job } from './protocol.js';

export interface Timing {
  readonly name: string;
  /** Milliseconds a step. */
  readonly min: number;
  readonly median: number;
  /** Milliseconds of processor time a step, all threads together: what other work on the machine touches least. */
  readonly processor: number;
  /** Megabytes the process holds after the last block, and the most it ever held. */
  readonly resident: number;
  readonly peak: number;
}

/** Runs `rounds` rounds of one job, every contender in turn, after as many steps of warm-up as are asked for. */
export async function compete(
  contenders: readonly Contender[],
  job: Job,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<Timing[]> {
  const runs = contenders.map((contender) => ({ contender, ms: [] as number[], processor: [] as number[] }));
  // Kernels are compiled and memory is taken in the first steps.
  for (const { contender } of runs) await contender.run({ ...job, steps: warmUp });
  const held = new Map<string, { resident: number; peak: number }>();
  for (let round = 0; round < rounds; round++) {
    for (const { contender, ms, processor } of runs) {
      const outcome = await contender.run(job);
      ms.push(...outcome.ms);
      processor.push(outcome.processor / job.steps);
      held.set(contender.name, { resident: outcome.resident / 1e6, peak: outcome.peak / 1e6 });
    }
  }
  return runs.map(({ contender: { name }, ms, processor }) => ({
    name,
    min: Math.min(...ms),
    median: median(ms),
    processor: Math.min(...processor),
    ...held.get(name)!,
  }));
}
