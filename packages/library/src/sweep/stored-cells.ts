import { FormatError, LockedError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { type CellFailure, type CellState, cellFolder, readCell } from './cell-folder.js';
import type { SweepCell } from './cells.js';
import type { SweepStore } from './sweep-store.js';

type Named = Pick<SweepCell, 'id' | 'label'>;

/** Runs that are brought at once. */
const atOnce = 8;

/** How runs stand: by the store where there is one, else by their folders. */
export async function cellStates(
  out: string,
  cells: readonly Named[],
  store: SweepStore | undefined,
): Promise<CellState[]> {
  if (!store) return Promise.all(cells.map(async (cell) => (await readCell(out, cell)).state));
  const standing = await store.standing({ once: true });
  return cells.map(({ id }) => standing.get(id) ?? 'waiting');
}

/**
 * Brings what came of runs into a folder from where they are kept, as far as it is not there.
 *
 * @returns those whose copy in the store is damaged, by id
 */
export async function pullResults(
  out: string,
  cells: readonly Named[],
  states: readonly CellState[],
  store: SweepStore,
): Promise<ReadonlyMap<string, CellFailure>> {
  const damaged = new Map<string, CellFailure>();
  const ended = cells.filter((_, i) => states[i] === 'finished' || states[i] === 'failed');
  const lane = async () => {
    for (let cell = ended.pop(); cell; cell = ended.pop()) {
      const { id, label } = cell;
      // A broken file of the folder is brought again.
      if ((await readCell(out, cell).catch(() => null))?.result) continue;
      const folder = cellFolder(out, id);
      try {
        await makeFolder(folder);
        await store.pull(folder, id);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        damaged.set(id, { id, label, message: error.message, output: '', attempts: 0 });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return damaged;
}

/** Brings runs into a store that are finished in the folder alone: a sweep that was begun without the store goes on with it. */
export async function pushResults(
  out: string,
  cells: readonly Named[],
  states: readonly CellState[],
  store: SweepStore,
): Promise<void> {
  for (const [i, cell] of cells.entries()) {
    if (states[i] === 'finished' || !(await readCell(out, cell).catch(() => null))?.result) continue;
    try {
      await using held = await store.take(cellFolder(out, cell.id), cell.id, {});
      await held.end('finished');
    } catch (error) {
      // Who has it brings the same.
      if (!(error instanceof LockedError)) throw error;
    }
  }
}
