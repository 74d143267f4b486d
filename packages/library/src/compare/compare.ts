import { type EngineInfo, startEngine } from '@ftn/engine';
import { makeFolder } from '@ftn/errors/node';
import type { PolicyTable, Recipe, System, TaskResult } from '@ftn/training';
import type { Data } from '../data/data.js';
import { tellData } from '../data/tell-data.js';
import { Run, type RunContext } from '../progress/run.js';
import type { AdapterNorms } from '../report/norm-maps.js';
import { takeOver, tellKept } from '../sweep/plan-runs.js';
import { requireJobs } from '../sweep/plan-sweep.js';
import { describeChange, readSweepRecord, statusPage, writeSweepRecord } from '../sweep/sweep-record.js';
import type { SharedBackbone } from '../train/shared-backbone.js';
import { comparedCells, resumableCells } from './compared-cells.js';
import { plannedRuns, runsOf, trialRuns, trialSeed } from './compared-runs.js';
import { type FailedRun, resultsOf, trainCells } from './compared-sweep.js';
import { type ComparedAdapter, type ComparedHalf, Findings } from './findings.js';
import { OpenComparison } from './open-comparison.js';
import type { CompareOptions } from './options.js';
import { prepareComparison } from './prepare.js';
import type { ShownTask } from './shown-images.js';
import { tuneSystem } from './tune.js';

/** A run that others of a plan stand on. */
type Stage = SharedBackbone['cell'];

/** Everything a comparison found, as plain data. */
export interface Comparison {
  readonly recipe: Recipe;
  /** In what it departs from the recipe it is named after, one a line; empty where in nothing. */
  readonly departures: readonly string[];
  readonly engine: EngineInfo;
  readonly systems: readonly System[];
  readonly seeds: readonly number[];
  readonly domains: readonly Data[];
  readonly results: readonly TaskResult[];
  /** What the systems that select residual blocks decided, first seed. */
  readonly policies: readonly { readonly system: System; readonly policy: PolicyTable }[];
  /** ‖ΔW‖ in every layer of the systems with a rank, first seed. */
  readonly norms: readonly AdapterNorms[];
  readonly shown: readonly ShownTask[];
  readonly adapters: readonly ComparedAdapter[];
  /** The adapters in half precision, where that was asked for; empty else. */
  readonly halved: readonly ComparedHalf[];
  /** How many runs it has, and those without a result. */
  readonly runs: number;
  readonly failed: readonly FailedRun[];
  readonly out: string;
}

/**
 * Trains several methods at several ranks on every task of every domain over one frozen backbone, and tests each:
 *
 * ```ts
 * const { results } = await compare({ data: ['./flowers', './birds'], backbone: 'resnet18', weights, ranks: [1, 10] });
 * ```
 *
 * It is a plan as a sweep's is: each run is known by what decides its numbers, trained in a folder of its own, and several at once
 * where `jobs` says so. Given again, it trains what is missing and goes on with what was stopped; a run that fails has NaN for its
 * results and no adapter, does not stop the others, and is tried again alone. Results are those of the epoch the recipe keeps, as in
 * `train`; once all runs have ended, adapters of the first seed go to `out`/SYSTEM/DOMAIN. `readSweep(out)` tells how it stands.
 */
export function compare(options: CompareOptions): Run<Comparison> {
  return compareOver([], options);
}

/** A comparison some of whose runs stand on others, which are finished and belong to its plan. */
export function compareOver(stages: readonly Stage[], options: CompareOptions): Run<Comparison> {
  return new Run((context) => compareAll(options, stages, context), options.signal);
}

async function compareAll(
  options: CompareOptions,
  stages: readonly Stage[],
  context: RunContext,
): Promise<Comparison> {
  const { emit, stop } = context;
  if (options.jobs !== undefined) requireJobs(options.jobs);
  const prepared = await prepareComparison(options);
  const { recipe, seeds, domains, out, runs, departures } = prepared;
  tellData(domains, emit);
  for (const text of departures) emit({ kind: 'note', text: `other than the recipe: ${text}` });
  const { threads } = options;
  const engine = await startEngine(threads === undefined ? {} : { threads });
  emit({ kind: 'engine', engine });
  stop.throwIfRequested();
  await using open = await OpenComparison.open(options, prepared, engine);
  await makeFolder(out);
  const systems = options.tune ? await tunedSystems(open, context) : prepared.systems;
  const cells = comparedCells(open, plannedRuns({ systems, seeds, domains }));
  const before = await readSweepRecord(out);
  if (options.resume && !options.tune) {
    const { allowChange } = options;
    await takeOver({ cells: resumableCells(open, cells), runs, allowChange }, before);
  }
  const planned = [...stages, ...cells];
  // Of a plan that is given first, what its runs stand on is there alone.
  const first = before?.cells.every(({ id }) => stages.some((stage) => stage.id === id));
  const change = options.resume || options.tune || first ? null : describeChange(before, planned);
  if (change !== null) emit({ kind: 'note', text: change });
  await writeSweepRecord(out, { title: null, cells: planned, runs, page: statusPage });
  const { resume } = options;
  await tellKept({ cells, runs }, { out, what: 'comparison', resume }, emit);
  await trainCells(open, cells, context);
  const { identify } = open;
  const { half, workers } = options;
  const found = new Findings({ out, recipe, domains, identify, half, workers }, context);
  const failed: FailedRun[] = [];
  const results: TaskResult[] = [];
  for (const cell of cells) {
    const own = cell.run.seed === seeds[0] ? found : undefined;
    results.push(...(await resultsOf(open, cell, { context, found: own, failed })));
  }
  emit({ kind: 'done', label: 'comparing' });
  const { policies, norms, shown, adapters, halved } = found;
  const of = { recipe, departures, engine, systems, seeds, domains, out, runs: cells.length, failed };
  return { ...of, results, policies, norms, shown, adapters, halved };
}

/** The systems with the rates that did best on the validation images; trials use a seed no result is reported for. */
async function tunedSystems(open: OpenComparison, context: RunContext): Promise<System[]> {
  const { systems, seeds, domains, out, runs, recipe } = open.prepared;
  const trials = comparedCells(open, trialRuns({ systems, seeds, domains }));
  await writeSweepRecord(out, { title: null, cells: trials, runs, page: statusPage });
  await trainCells(open, trials, context);
  const onTrial = (text: string) => context.emit({ kind: 'note', text });
  const seed = trialSeed(seeds);
  const trial = async (candidate: System) => {
    const cells = comparedCells(open, runsOf(candidate, { domains, seed, trial: true }));
    const results = [];
    for (const cell of cells) results.push(...(await resultsOf(open, cell, { context })));
    return results;
  };
  const chosen: System[] = [];
  for (const system of systems) chosen.push(await tuneSystem(system, recipe.tuningBudget, trial, onTrial));
  return chosen;
}
