import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkpointStep, isRunLocked, writeFileAtomic } from '@ftn/checkpoints/node';
import { makeFolder } from '@ftn/errors/node';
import { readNumber } from '@ftn/training';
import { jsonBytes, readJsonFile } from '../files/json-file.js';
import type { Trained } from '../train/trained.js';
import type { Cell } from './cells.js';
import { stepsIn } from './checkpoint-steps.js';

/** What a run of a sweep came to. */
export interface CellResult {
  readonly id: string;
  readonly label: string;
  /** The engine its numbers were made on. */
  readonly engine: string;
  /** Seconds from its start to its end, of its last attempt. */
  readonly seconds: number;
  /** What tells the images it was measured on from others, where its id does not. */
  readonly tested?: string | undefined;
  readonly trained: readonly Trained[];
}

/** Why a run of a sweep has no result. */
export interface CellFailure {
  readonly id: string;
  readonly label: string;
  /** The error, in a sentence. */
  readonly message: string;
  /** The last of what a process that died had written to standard error. */
  readonly output: string;
  /** How often it was begun. */
  readonly attempts: number;
}

/** How a run stands: nothing of it but its folder is asked. */
export type CellState = 'finished' | 'failed' | 'running' | 'stopped' | 'waiting';

/** A result holds curves and confusions; more than this is another file. */
const mostBytes = 64 * 2 ** 20;

/** The folder of a run in the folder of its sweep, by what it is: a plan that changes finds it again. */
export const cellFolder = (out: string, id: string): string => join(out, 'cells', id);

/** A file of a run, which must speak of that run; null where it is not there. */
const readRecord = <T extends { readonly id: string }>(file: string, id: string): Promise<T | null> =>
  readJsonFile(file, {
    limit: mostBytes,
    problem: 'this is no record of a run',
    hint: 'Delete the folder it is in: the run is then made anew.',
    parse: (value) => ((value as T | null)?.id === id ? (value as T) : undefined),
  });

const resultFile = (folder: string) => join(folder, 'result.json');
const failureFile = (folder: string) => join(folder, 'failed.json');

/** A run's result; null where it has none. @throws FormatError where its file is broken */
async function readResult(folder: string, id: string): Promise<CellResult | null> {
  const result = await readRecord<CellResult>(resultFile(folder), id);
  return result && { ...result, trained: result.trained.map(withItsNumbers) };
}

/** A result whose metrics are numbers again where they are not finite. Names of data stay what they are. */
function withItsNumbers(one: Trained): Trained {
  const metrics = Object.entries(one.metrics).map(
    ([name, value]) => [name, readNumber(name, value)] as const,
  );
  const validation = readNumber('validation', one.validation) as Trained['validation'];
  return { ...one, metrics: Object.fromEntries(metrics) as Trained['metrics'], validation };
}

/** Why a run failed; null where it did not. @throws FormatError where its file is broken */
const readFailure = (folder: string, id: string): Promise<CellFailure | null> =>
  readRecord(failureFile(folder), id);

/**
 * Keeps a result, which ends the run for good: what an earlier attempt failed of is forgotten. `beforeRename` has the last
 * word on whether it is still this process's to write.
 */
export async function writeResult(
  folder: string,
  result: CellResult,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  await writeFileAtomic(resultFile(folder), jsonBytes(result), beforeRename && { beforeRename });
  await forgetFailure(folder);
}

/** Keeps why a run has no result; `beforeRename` as of `writeResult`. */
export async function writeFailure(
  folder: string,
  failure: CellFailure,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  await makeFolder(folder);
  await writeFileAtomic(failureFile(folder), jsonBytes(failure), beforeRename && { beforeRename });
}

/** Forgets what a run reached: it is to be trained on. */
export const forgetResult = (folder: string): Promise<void> => rm(resultFile(folder), { force: true });

/** Forgets why a run failed: it is to be tried again. */
export const forgetFailure = (folder: string): Promise<void> => rm(failureFile(folder), { force: true });

/** How a run stands, with its result or failure. */
export async function readCell(
  out: string,
  { id, tested }: Pick<Cell, 'id' | 'tested'>,
): Promise<{
  readonly state: CellState;
  readonly result: CellResult | null;
  readonly failure: CellFailure | null;
}> {
  const folder = cellFolder(out, id);
  const kept = await readResult(folder, id);
  const result = kept?.tested === tested ? kept : null;
  if (result) return { state: 'finished', result, failure: null };
  if (await isRunLocked(folder)) return { state: 'running', result, failure: null };
  const failure = await readFailure(folder, id);
  if (failure) return { state: 'failed', result, failure };
  const begun = (await trainingFiles(folder)).some((path) => checkpointStep(basename(path)) !== null);
  return { state: begun ? 'stopped' : 'waiting', result, failure };
}

/** The files of a run's training, by their paths below it. */
const trainingFiles = (folder: string): Promise<string[]> =>
  readdir(join(folder, 'run'), { recursive: true }).catch(() => []);

/** Steps that a run which was stopped need not take again, over all its tasks. */
export const stepsTaken = async (out: string, { id }: Pick<Cell, 'id'>): Promise<number> =>
  stepsIn(await trainingFiles(cellFolder(out, id)));
