import { createHash } from 'node:crypto';
import type { SweepCell } from '@ftn/library';

/** What a run of the rows does in the place of training: a chain of hashes, each step from the one before. */
export interface TinyRun {
  readonly steps: number;
  /** Milliseconds of a step. */
  readonly stepMs: number;
  /** Milliseconds for which a step lets nothing else happen in its process. */
  readonly busyMs?: number | undefined;
  /** The process dies in this step, each time. */
  readonly dies?: number | undefined;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Where a chain begins, and how it goes on. */
export const firstLink = (id: string) => sha256(id);
export const nextLink = (link: string, step: number) => sha256(`${link} ${step}`);

/** What a run comes to, whoever makes it, however often it is stopped. */
export function wholeChain(id: string, { steps }: TinyRun): string {
  let link = firstLink(id);
  for (let step = 1; step <= steps; step++) link = nextLink(link, step);
  return link;
}

/** A run as a sweep has it; what it does travels where a recipe's changes do. */
export const tinyCell = (number: number, run: TinyRun): SweepCell => ({
  id: sha256(`run ${number}`).slice(0, 16),
  label: `run ${number}`,
  variant: undefined,
  options: { data: 'none', method: 'ftn', set: [JSON.stringify(run)] },
  work: [],
});

/** What a run of `tinyCell` does. */
export const tinyRunOf = (options: object): TinyRun =>
  JSON.parse((options as SweepCell['options']).set![0]!) as TinyRun;
