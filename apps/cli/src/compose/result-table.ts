import { type Architecture, createArchitecture } from '@ftn/backbones';
import { meanOverDomains } from '@ftn/metrics';
import type { ResultRow, ResultTable } from '@ftn/report';
import { createMethod } from '@ftn/tensor-factors';
import { type ComparisonResult, parameterTotals, type Recipe } from '@ftn/training';
import { systemLabel } from './comparison-plan.js';

/** Results by a key, in the order the keys first appear. */
function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

interface SystemRows {
  readonly domains: ResultRow[];
  readonly mean: ResultRow;
}

type PaperResults = Pick<Recipe, 'paper' | 'paperMultiples'>;

/** What the paper calls a system in a recipe: by method, and by rank where it has one (`ftn-1`). */
const paperName = ({ method, rank }: ComparisonResult['system']) =>
  rank === null ? method : `${method}-${rank}`;

/** The rows of one system: each domain over its seeds, and the unweighted mean over the domains. */
function systemRows(
  architecture: Architecture,
  results: readonly ComparisonResult[],
  paper: PaperResults,
): SystemRows {
  const { system } = results[0]!;
  const reported = paper.paper[paperName(system)] ?? {};
  const paperMultiple = paper.paperMultiples[paperName(system)];
  const domains = [...groupBy(results, (result) => result.domain).values()];
  const method = createMethod(system.method, system.options);
  const totals = parameterTotals(
    architecture,
    method,
    domains.map((ofDomain) => ofDomain[0]!.counts),
  );
  const row = (place: { domain?: string }, values: readonly number[]): ResultRow => {
    const { mean, deviation } = meanOverDomains(values);
    return {
      method: system.method,
      ...(system.rank === null ? {} : { rank: system.rank }),
      ...place,
      metric: 'accuracy',
      value: mean,
      ...(reported[place.domain ?? 'mean'] === undefined ? {} : { paper: reported[place.domain ?? 'mean']! }),
      ...(deviation === undefined ? {} : { deviation }),
      parameters: totals.parameters,
      multiple: totals.multiple,
      ...(paperMultiple === undefined ? {} : { paperMultiple }),
    };
  };
  const bySeed = [...groupBy(results, (result) => String(result.seed)).values()];
  return {
    domains: domains.map((ofDomain) =>
      row(
        { domain: ofDomain[0]!.domain },
        ofDomain.map((result) => result.accuracy),
      ),
    ),
    mean: row(
      {},
      bySeed.map((ofSeed) => meanOverDomains(ofSeed.map((result) => result.accuracy)).mean),
    ),
  };
}

/** A comparison's table with the mean of each system over the domains, whose deviation is over seeds. */
export interface ComparisonTable extends ResultTable {
  readonly means: ResultRow[];
}

/** The comparison as the table `--json` prints: for each system a row a domain; the means stand apart. */
export function resultTable(options: {
  readonly id: string;
  readonly engine: string;
  readonly backbone: string;
  readonly results: readonly ComparisonResult[];
  /** The paper's values, shown beside ours. */
  readonly paper?: PaperResults;
}): ComparisonTable {
  const architecture = createArchitecture(options.backbone);
  const systems = groupBy(options.results, (result) => systemLabel(result.system));
  const rows = [...systems.values()].map((results) =>
    systemRows(architecture, results, options.paper ?? { paper: {}, paperMultiples: {} }),
  );
  return {
    id: options.id,
    engine: options.engine,
    rows: rows.flatMap((row) => row.domains),
    means: rows.map((row) => row.mean),
  };
}
