import { z } from 'zod';

/** A learning-rate schedule as a recipe writes it. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({
    kind: z.literal('cosine'),
    /** Whether the rate moves with every step, or stays for an epoch as PyTorch's scripts usually have it. */
    every: z.enum(['step', 'epoch']).default('step'),
  }),
  z.strictObject({ kind: z.literal('polynomial'), power: z.number().positive().default(0.9) }),
]);

/** A schedule of learning rates, defaults filled in. */
export type ScheduleConfig = z.infer<typeof scheduleSchema>;

/** A position in a training, where a schedule is evaluated. */
export interface SchedulePoint {
  /** Steps taken before this one. */
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly epochs: number;
}

/**
 * The factor on every group's rate at a moment of training: 1, ½(1 + cos πt) or (1 − t)^power,
 * with t the share of steps (or epochs) already taken.
 */
export function scheduleFactor(config: ScheduleConfig, at: SchedulePoint): number {
  const share = at.step / at.totalSteps;
  if (config.kind === 'cosine') {
    const t = config.every === 'step' ? share : at.epoch / at.epochs;
    return (1 + Math.cos(Math.PI * t)) / 2;
  }
  return config.kind === 'polynomial' ? (1 - share) ** config.power : 1;
}
