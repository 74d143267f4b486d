import { meanOverDomains } from '@ftn/metrics';
import type { ResultRow, ResultTable } from '@ftn/report';
import { createMethod } from '@ftn/tensor-factors';
import { parameterTotals, type Recipe, scoreOf, type TaskResult } from '@ftn/training';
import { systemLabel } from '../recipes/plan-systems.js';
import { paperName, systemColumns } from './display-names.js';
import { groupBy } from './group-by.js';
import { deltaOf, referencesOf } from './multi-task-delta.js';
import { type Place, type Places, placeKey, placesOf } from './place.js';

/** A comparison's table with what each system reaches over all its rows, whose deviation is over seeds. */
export interface ComparisonTable extends ResultTable {
  readonly means: readonly ResultRow[];
}

/** The inputs of a table in addition to its results. */
export interface ResultTableOptions {
  /** The table's name, e.g. `table-s1`. */
  readonly id: string;
  /** The engine the numbers were made on. */
  readonly engine: string;
  /** Parameters of the network that domains stand on, in scalars. */
  readonly network: number;
  readonly results: readonly TaskResult[];
  /** The paper's values, shown beside ours. */
  readonly paper?: Pick<Recipe, 'paper' | 'paperMultiples'> | undefined;
}

interface Shared extends Places, Required<Pick<ResultTableOptions, 'network'>> {
  readonly paper: Pick<Recipe, 'paper' | 'paperMultiples'>;
  readonly references: readonly TaskResult[];
}

/** What a recipe calls a place in its paper's values. */
const placeName = ({ domain, task }: Place) => [domain, task].filter((name) => name !== undefined).join('/');

/** The rows of one system: each place over its seeds, and all of them together. */
function systemRows(results: readonly TaskResult[], shared: Shared) {
  const { network, paper, references, placeOf, overall } = shared;
  const [{ system, metric }] = results as [TaskResult];
  const reported = paper.paper[paperName(system)] ?? {};
  const paperMultiple = paper.paperMultiples[paperName(system)];
  const places = [...groupBy(results, (result) => placeKey(placeOf(result))).values()];
  const totals = parameterTotals(
    network,
    createMethod(system.method, system.options),
    places.map(([first]) => first!.counts),
  );
  const scalars = places.map(([first]) =>
    Object.values(first!.counts).reduce((sum, count) => sum + count, 0),
  );
  // A float32 takes four bytes, a float16 two; a header of names, some kilobytes, is not counted.
  const stored = Math.round(meanOverDomains(scalars).mean);
  const ofPlaces = places.map(([first]) => reported[placeName(placeOf(first!))]);
  // The paper's mean is that of its values, where it has one for every row.
  const reportedMean = ofPlaces.every((value) => value !== undefined)
    ? meanOverDomains(ofPlaces).mean
    : undefined;
  const row = (place: Place, metric: string, values: readonly number[]): ResultRow => {
    const { mean, deviation } = meanOverDomains(values);
    const named = placeName(place);
    const paperValue = reported[named || overall] ?? (named || overall !== 'mean' ? undefined : reportedMean);
    return {
      ...systemColumns(system),
      ...place,
      metric,
      value: mean,
      ...(paperValue === undefined ? {} : { paper: paperValue }),
      ...(deviation === undefined ? {} : { deviation }),
      parameters: totals.parameters,
      multiple: totals.multiple,
      ...(paperMultiple === undefined ? {} : { paperMultiple }),
      bytes: 4 * stored,
      halfBytes: 2 * stored,
    };
  };
  const bySeed = [...groupBy(results, ({ seed }) => String(seed)).values()];
  const meanOf = (ofSeed: readonly TaskResult[]) => meanOverDomains(ofSeed.map(scoreOf)).mean;
  const delta = () =>
    row(
      {},
      'delta',
      bySeed.map((ofSeed) => deltaOf(ofSeed, references)),
    );
  return {
    rows: places.map((same) => row(placeOf(same[0]!), same[0]!.metric, same.map(scoreOf))),
    means:
      overall === 'mean' ? [row({}, metric, bySeed.map(meanOf))] : references.length > 0 ? [delta()] : [],
  };
}

/**
 * Results as the table `--json` prints: for each system a row for each domain and task, over its seeds. Apart stand
 * the unweighted means over domains; for several tasks, the mean gain over the system with a network for each.
 * Parameters are those of a whole system: the shared network once, and what each of its rows adds.
 */
export function resultTable(options: ResultTableOptions): ComparisonTable {
  const { id, engine, network, results, paper = { paper: {}, paperMultiples: {} } } = options;
  const shared = { network, paper, references: referencesOf(results), ...placesOf(results) };
  const systems = [...groupBy(results, ({ system }) => systemLabel(system)).values()];
  const made = systems.map((own) => systemRows(own, shared));
  return {
    id,
    engine,
    rows: made.flatMap(({ rows }) => rows),
    means: made.flatMap(({ means }) => means),
  };
}

/** Every metric of every result, not only the task's own, as `--json` prints them. */
export function measuredMetrics(results: readonly TaskResult[]): Readonly<Record<string, string | number>>[] {
  const { placeOf } = placesOf(results);
  return results.map((result) => {
    return { ...systemColumns(result.system), ...placeOf(result), seed: result.seed, ...result.metrics };
  });
}
