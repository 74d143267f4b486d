import { join, relative } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { StorageError } from '@ftn/errors';
import { z } from 'zod';
import { jsonBytes, readJsonFile } from '../files/json-file.js';
import type { Cell, SweepCell } from './cells.js';
import type { SweepStore } from './sweep-store.js';

const recordSchema = z.object({
  title: z.string().nullable(),
  cells: z.array(
    z.object({
      id: z.string().regex(/^[0-9a-f]{16}$/),
      label: z.string(),
      variant: z.string().optional(),
      /** See `Cell`. */
      tested: z.string().optional(),
    }),
  ),
  /** Where their folders are, from this one; default here. */
  runs: z.string().optional(),
  /** The file of the page on how they stand, where another page has the usual name. */
  page: z
    .string()
    .regex(/^[a-z]+\.html$/)
    .optional(),
});

/** The page on how the runs of a plan stand, where report.html is that of what they came to. */
export const statusPage = 'status.html';

/** What a sweep's folder holds: the runs of its plan as it was last given. */
export type SweepRecord = z.output<typeof recordSchema>;

const recordFile = (out: string) => join(out, 'sweep.json');

/** The runs of the last plan of a folder; null where there was none. @throws FormatError where its file is broken */
export const readSweepRecord = (out: string): Promise<SweepRecord | null> =>
  readJsonFile(recordFile(out), {
    problem: 'this is no record of a sweep',
    hint: 'Delete it and give the plan again: finished runs are kept.',
    parse: (value) => recordSchema.parse(value),
  });

/**
 * The same where there must be one.
 *
 * @param store what keeps the sweep, from which its plan is brought into the folder first
 * @throws StorageError where the folder, or the store, holds no sweep, with what to do
 */
export async function requireSweepRecord(
  out: string,
  { hint, store }: { readonly hint: string; readonly store?: SweepStore | undefined },
): Promise<SweepRecord> {
  // What an empty store leaves in the folder is another sweep.
  if (store && !(await store.pullPlan(out)))
    throw new StorageError(`there is no sweep in the store ${store.shown}`, { hint });
  const record = await readSweepRecord(out);
  if (record) return record;
  throw new StorageError('there is no sweep in this folder', { file: out, hint });
}

/** Keeps the runs of a plan. */
export async function writeSweepRecord(
  out: string,
  {
    title,
    cells,
    runs = out,
    page,
  }: {
    readonly title: string | null;
    readonly cells: readonly (Pick<Cell, 'id' | 'label' | 'tested'> & Partial<Pick<SweepCell, 'variant'>>)[];
    /** The folder their folders are in; default this one. */
    readonly runs?: string;
    /** The file of the page on how they stand; default report.html. */
    readonly page?: string;
  },
): Promise<void> {
  const record: SweepRecord = {
    title,
    cells: cells.map(({ id, label, variant, tested }) => ({
      id,
      label,
      ...(variant === undefined ? {} : { variant }),
      ...(tested === undefined ? {} : { tested }),
    })),
    ...(runs === out ? {} : { runs: relative(out, runs) }),
    ...(page === undefined ? {} : { page }),
  };
  await writeFileAtomic(recordFile(out), jsonBytes(record));
}

/** A line on how a plan differs from the one before it in the same folder; null where it does not, or is the first. */
export function describeChange(
  before: SweepRecord | null,
  cells: readonly Pick<SweepCell, 'id'>[],
): string | null {
  if (!before) return null;
  const [old, now] = [before.cells, cells].map((list) => new Set(list.map(({ id }) => id))) as [
    Set<string>,
    Set<string>,
  ];
  const kept = [...now].filter((id) => old.has(id)).length;
  const dropped = old.size - kept;
  if (kept === now.size && dropped === 0) return null;
  const folders = dropped > 0 ? '; their folders stay' : '';
  return `the plan changed: ${kept} runs are kept, ${now.size - kept} are new, ${dropped} are no longer in it${folders}`;
}
