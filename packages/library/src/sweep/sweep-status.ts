import { resolve } from 'node:path';
import { FormatError } from '@ftn/errors';
import { groupBy } from '../report/group-by.js';
import { type ComparisonTable, resultTable } from '../report/result-table.js';
import type { Trained } from '../train/trained.js';
import { type CellFailure, type CellResult, type CellState, readCell } from './cell-folder.js';
import type { SweepCell } from './cells.js';
import { readSearchRecord, searchLines } from './search-record.js';
import { cellStates, pullResults } from './stored-cells.js';
import { requireSweepRecord } from './sweep-record.js';
import type { SweepStore } from './sweep-store.js';

/** One run of a sweep and how it stands. */
export interface SweptCell {
  readonly id: string;
  readonly label: string;
  readonly state: CellState;
  readonly result: CellResult | null;
  readonly failure: CellFailure | null;
}

/** A sweep as its folder tells of it. */
export interface Sweep {
  readonly title: string | null;
  readonly out: string;
  /** The file in it for a page on how it stands. */
  readonly page: string;
  readonly cells: readonly SweptCell[];
  /** What its finished runs reached; those that vary by a key of the recipe have it in their system's variant. */
  readonly results: readonly Trained[];
  /** How the rates of each method were chosen, a line each; empty where the plan has no search. */
  readonly chosen: readonly string[];
  /** Seconds that what is left would take one after the other, by the runs that are finished; null before the first is. */
  readonly secondsLeft: number | null;
}

/** Where a sweep is looked for. */
export interface KeptIn {
  /** What keeps it besides the folder, into which its results are then brought. */
  readonly store?: SweepStore | undefined;
}

/** How some runs stand in the folder of a sweep. A broken file of one of them says nothing of the others. */
export async function readSweepCells(
  out: string,
  cells: readonly (Pick<SweepCell, 'id' | 'label'> & { readonly tested?: string | undefined })[],
  { store }: KeptIn = {},
): Promise<SweptCell[]> {
  if (!store) return readFolders(out, cells);
  const states = await cellStates(out, cells, store);
  const damaged = await pullResults(out, cells, states, store);
  const read = await readFolders(out, cells);
  return read.map(({ id, label, result, failure }, i) => {
    const broken = damaged.get(id);
    if (broken) return { id, label, state: 'failed', result: null, failure: broken };
    const state = states[i]!;
    // What the folder has besides is a copy of an earlier moment.
    return {
      ...{ id, label, state },
      result: state === 'finished' ? result : null,
      failure: state === 'failed' ? failure : null,
    };
  });
}

function readFolders(out: string, cells: Parameters<typeof readSweepCells>[1]): Promise<SweptCell[]> {
  return Promise.all(
    cells.map(async ({ id, label, tested }) => {
      const read = await readCell(out, { id, tested }).catch((error: unknown) => {
        if (!(error instanceof FormatError)) throw error;
        const failure = { id, label, message: error.message, output: '', attempts: 0 };
        return { state: 'failed', result: null, failure } as const;
      });
      return { id, label, ...read };
    }),
  );
}

/**
 * How a sweep stands, read from its folder or store alone: while it goes on, after it, or on another machine.
 *
 * @throws StorageError where there is no sweep
 */
export async function readSweep(folder: string, { store }: KeptIn = {}): Promise<Sweep> {
  const out = resolve(folder);
  const record = await requireSweepRecord(out, {
    hint: store
      ? 'Name the bucket and prefix that a sweep was given.'
      : 'Name the folder that a sweep wrote to.',
    store,
  });
  const cells = await readSweepCells(resolve(out, record.runs ?? '.'), record.cells, { store });
  const results = cells.flatMap(({ result }, i) => {
    const { variant } = record.cells[i]!;
    const trained = result?.trained ?? [];
    return variant === undefined
      ? trained
      : trained.map((one) => ({ ...one, system: { ...one.system, variant } }));
  });
  const seconds = cells.flatMap(({ result }) => (result ? [result.seconds] : []));
  const left = cells.length - seconds.length;
  const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
  const search = await readSearchRecord(out);
  const chosen = search ? searchLines(search) : [];
  return {
    title: record.title,
    out,
    page: record.page ?? 'report.html',
    cells,
    results,
    chosen,
    secondsLeft: seconds.length > 0 ? mean * left : null,
  };
}

/** The table of a sweep's finished runs: for each system a row for each domain and task, over its seeds. */
export function sweepTable({ cells, results }: Pick<Sweep, 'cells' | 'results'>): ComparisonTable {
  const engines = new Set(cells.flatMap(({ result }) => (result ? [result.engine] : [])));
  const engine = [...engines].sort().join(', ');
  // Parameters are counted over the network each run stands on.
  const networks = [...groupBy(results, ({ network }) => network.name).values()];
  const tables = networks.map((own) =>
    resultTable({ id: 'sweep', engine, network: own[0]!.network.parameters, results: own }),
  );
  return {
    id: 'sweep',
    engine,
    rows: tables.flatMap(({ rows }) => rows),
    means: tables.flatMap(({ means }) => means),
  };
}
