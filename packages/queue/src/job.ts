import { z } from 'zod';

const sixteenDigits = z.string().regex(/^[0-9a-f]{16}$/);

const jobSchema = z.strictObject({
  /** The run's id, which is the job's, too. */
  id: sixteenDigits,
  /** The plan it was taken from, as `hashPlan` names it. */
  plan: sixteenDigits,
});

/** All that a job holds: what a run is, and where its things lie, is read from the folder of the sweep. */
export type RunJob = z.output<typeof jobSchema>;

/** Every job's name. */
export const jobName = 'run';

/**
 * What a job asks for; null where it is not one of ours. Whoever may write to Redis may put anything there, so nothing of
 * it is used but two words of sixteen hexadecimal digits.
 */
export function parseJob(job: {
  readonly id?: string | undefined;
  readonly name: string;
  readonly data: unknown;
}): RunJob | null {
  if (job.name !== jobName) return null;
  const { data } = job;
  // A class of its own, or keys that are no data, are none of a job.
  if (typeof data !== 'object' || data === null || Object.keys(data).length !== 2) return null;
  const parsed = jobSchema.safeParse(data);
  return parsed.success && parsed.data.id === job.id ? { id: parsed.data.id, plan: parsed.data.plan } : null;
}
