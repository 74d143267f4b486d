import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { decodeText, FormatError } from '@ftn/errors';
import { errorCode, readRegularFile, textLimit } from '@ftn/errors/node';
import { z } from 'zod';
import type { SweepCell } from './cells.js';

const recordSchema = z.object({
  title: z.string().nullable(),
  cells: z.array(
    z.object({ id: z.string().regex(/^[0-9a-f]{16}$/), label: z.string(), variant: z.string().optional() }),
  ),
});

/** What a sweep's folder holds: the runs of its plan as it was last given. */
export type SweepRecord = z.output<typeof recordSchema>;

const recordFile = (out: string) => join(out, 'sweep.json');

/** The runs of the last plan of a folder; null where there was none. @throws FormatError where its file is broken */
export async function readSweepRecord(out: string): Promise<SweepRecord | null> {
  const file = recordFile(out);
  let bytes: Uint8Array;
  try {
    bytes = await readRegularFile(file, { limit: textLimit });
  } catch (error) {
    const cause = (error as { details?: { cause?: unknown } }).details?.cause;
    if (errorCode(cause) === 'ENOENT') return null;
    throw error;
  }
  try {
    return recordSchema.parse(JSON.parse(decodeText(bytes, file)));
  } catch (cause) {
    throw new FormatError('this is no record of a sweep', {
      file,
      cause,
      hint: 'Delete it and give the plan again: finished runs are kept.',
    });
  }
}

/** Keeps the runs of a plan. */
export async function writeSweepRecord(
  out: string,
  { title, cells }: { readonly title: string | null; readonly cells: readonly SweepCell[] },
): Promise<void> {
  const record: SweepRecord = {
    title,
    cells: cells.map(({ id, label, variant }) => ({
      id,
      label,
      ...(variant === undefined ? {} : { variant }),
    })),
  };
  await writeFileAtomic(recordFile(out), Buffer.from(`${JSON.stringify(record, null, 1)}\n`));
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
