import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { canonicalJson } from '@ftn/adapters';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { MismatchError } from '@ftn/errors';
import { jsonBytes } from '../files/json-file.js';
import { planCells, type SweepCell } from './cells.js';
import { readPlan, type SweepPlan } from './sweep-plan.js';
import { requireSweepRecord } from './sweep-record.js';
import type { SweepStore } from './sweep-store.js';

const planFile = (out: string) => join(out, 'plan.json');

/** What tells a plan from every other: 16 hexadecimal digits, whatever the order of its keys. */
export const hashPlan = (plan: SweepPlan): string =>
  createHash('sha256').update(canonicalJson(plan)).digest('hex').slice(0, 16);

/** Keeps a plan in the folder of its runs, from which another machine takes it. */
export const writeStoredPlan = (out: string, plan: SweepPlan): Promise<void> =>
  writeFileAtomic(planFile(out), jsonBytes(plan));

/** The hash of the plan that a folder was given last. @throws what the reader of plans throws */
export const readPlanHash = (out: string): string => hashPlan(readPlan(planFile(out)));

/** The plan a folder of a sweep was given last, and its runs as this machine makes them. */
export interface StoredPlan {
  readonly out: string;
  readonly plan: SweepPlan;
  /** See `hashPlan`. */
  readonly hash: string;
  readonly cells: readonly SweepCell[];
}

/**
 * Reads the plan of a folder and plans its runs here: with this machine's data, weights and version of the library.
 *
 * @param store where the plan is kept, from which it is brought into the folder first
 * @throws StorageError where the folder holds no sweep, MismatchError where a run would be another one here
 */
export async function readStoredPlan(folder: string, store?: SweepStore): Promise<StoredPlan> {
  const out = resolve(folder);
  const record = await requireSweepRecord(out, {
    hint: 'Plan one there first: `sweep` or `sweepByQueue`.',
    store,
  });
  const plan = readPlan(planFile(out));
  const cells = await planCells(plan);
  const here = new Set(cells.map(({ id }) => id));
  const others = record.cells.filter(({ id }) => !here.has(id));
  if (others.length > 0) {
    throw new MismatchError(
      `${others.length} of ${record.cells.length} runs of the sweep would be others here`,
      {
        file: out,
        got: `'${others[0]!.label}' under another id`,
        hint: 'Use the same version of `ftn`, the same data and weights, and start in the folder the sweep was started in.',
      },
    );
  }
  return { out, plan, hash: hashPlan(plan), cells };
}
