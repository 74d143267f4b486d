import * as z from 'zod';

/** Epochs, or a part of one, in which the rate rises to its full size before the schedule begins; default none. */
const warmup = z.number().positive().optional();

/** A learning-rate schedule as a recipe writes it. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), warmup }),
  z.strictObject({
    kind: z.literal('cosine'),
    /** Whether the rate moves with every step, or stays for an epoch as PyTorch's scripts usually have it. */
    every: z.enum(['step', 'epoch']).default('step'),
    warmup,
  }),
  z.strictObject({ kind: z.literal('polynomial'), power: z.number().positive().default(0.9), warmup }),
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

/** Steps of the warm-up; fewer than there are in all, so that the schedule itself has one. */
function warmupSteps({ warmup = 0 }: ScheduleConfig, { totalSteps, epochs }: SchedulePoint): number {
  return Math.min(Math.round((warmup * totalSteps) / epochs), totalSteps - 1);
}

/**
 * The factor on every group's rate at a moment of training: 1, ½(1 + cos πt) or (1 − t)^power, with t the share of steps
 * (or epochs) already taken. During a warm-up of w steps it is (s + 1) / (w + 1) at step s, from 0; the schedule then has
 * the steps that are left. This is PyTorch's SequentialLR of LinearLR(start_factor=1 / (w + 1), total_iters=w) and its own.
 */
export function scheduleFactor(config: ScheduleConfig, at: SchedulePoint): number {
  const warm = warmupSteps(config, at);
  if (at.step < warm) return (at.step + 1) / (warm + 1);
  const share = (at.step - warm) / (at.totalSteps - warm);
  if (config.kind === 'cosine') {
    const { warmup = 0 } = config;
    const epochs = Math.max(at.epoch - warmup, 0) / Math.max(at.epochs - warmup, 1);
    return (1 + Math.cos(Math.PI * (config.every === 'step' ? share : epochs))) / 2;
  }
  return config.kind === 'polynomial' ? (1 - share) ** config.power : 1;
}
