import { resolve } from 'node:path';
import type { EngineInfo } from '@ftn/engine';
import {
  type ComparisonReport,
  type CurveChart,
  type SampleGroup,
  systemLabel as shownLabel,
} from '@ftn/report';
import type { ComparisonResult, Recipe } from '@ftn/training';
import { type AdaptedShare, adaptedLines } from './adapted-shares.js';
import { classResults } from './class-results.js';
import { systemLabel } from './comparison-plan.js';
import { displayNames } from './display-names.js';
import type { DomainData } from './domain-data.js';
import { type AdapterNorms, chosenMaps, normMaps } from './norm-maps.js';
import type { ComparisonTable } from './result-table.js';
import type { ComparisonOutcome } from './run-comparison.js';

/** What a system is called in the page's tables and charts. */
const labelOf = ({ method, rank }: ComparisonResult['system']) =>
  shownLabel(rank === null ? { method } : { method, rank }, displayNames);

/** The training loss of every system on one domain, first seed, by epoch. */
function lossCurves(domain: string, results: readonly ComparisonResult[]): CurveChart {
  const first = Math.min(...results.map((result) => result.seed));
  const shown = results.filter(
    ({ seed, epochs, ...result }) => result.domain === domain && seed === first && epochs.length > 0,
  );
  return {
    title: `Training loss on ${domain}`,
    xLabel: 'epoch',
    yLabel: 'mean cross entropy',
    curves: shown.map((result) => {
      return {
        label: labelOf(result.system),
        points: result.epochs.map(({ epoch, loss }) => ({ x: epoch + 1, y: loss })),
      };
    }),
  };
}

/** Every optimizer of every system as one line of text. */
export function ratesOf(results: readonly Pick<ComparisonResult, 'system'>[]): Record<string, string> {
  const lines: Record<string, string> = {};
  for (const { system } of results) {
    const groups = Object.entries(system.config.optimizers).filter(
      ([, optimizer]) => optimizer !== undefined,
    );
    lines[systemLabel(system)] = groups
      .map(([group, optimizer]) => `${group} ${optimizer!.kind} ${optimizer!.rate}`)
      .join(', ');
  }
  return lines;
}

export interface ReportInput {
  readonly recipe: Recipe;
  readonly table: ComparisonTable;
  readonly results: readonly ComparisonResult[];
  readonly policies: ComparisonOutcome['policies'];
  readonly adapted: readonly AdaptedShare[];
  readonly samples: readonly SampleGroup[];
  readonly domains: readonly Pick<DomainData, 'name' | 'classes'>[];
  /** ‖ΔW‖ in every layer of the low-rank systems, first seed. */
  readonly norms: readonly AdapterNorms[];
  readonly engine: EngineInfo;
  readonly data: string;
  readonly command: string;
}

/** Everything the page of a comparison shows. */
export function comparisonReport(input: ReportInput): ComparisonReport {
  const { recipe, table, results, policies, samples, engine } = input;
  const domains = [...new Set(results.map((result) => result.domain))];
  const seeds = [...new Set(results.map((result) => result.seed))];
  return {
    title: recipe.title,
    description: recipe.source,
    table: { id: table.id, engine: table.engine, rows: [...table.rows, ...table.means] },
    curves: domains.map((domain) => lossCurves(domain, results)),
    heatMaps: chosenMaps(normMaps(input.norms, 'range')).map(({ map }) => map),
    policies: policies.map(({ system, policy }) => ({
      title: `${labelOf(system)}: the blocks each domain runs`,
      blocks: [...policy.blocks],
      domains: [...policy.domains],
      selected: policy.selected.map((row) => [...row]),
      probabilities: policy.probabilities.map((row) => [...row]),
    })),
    classes: classResults(results, {
      classesOf: (domain) => input.domains.find(({ name }) => name === domain)!.classes,
      labelOf,
    }),
    samples: [...samples],
    settings: {
      command: input.command,
      data: input.data,
      backbone: recipe.backbone,
      epochs: recipe.epochs,
      'batch size': recipe.batchSize,
      schedule: recipe.schedule.kind,
      seeds: seeds.join(', '),
      'learning rates': ratesOf(results),
      ...recipe.choices,
      engine: `${engine.name}, ${engine.threads} threads`,
    },
    notes: [
      ...adaptedLines(input.adapted, displayNames),
      'Accuracy is top-1 on the test set after the last epoch, in percent; the mean over domains is unweighted.',
      'Parameters are those of the whole system for all these domains: the shared network once where domains run on it, and what each domain adds to convolutions and batch norms. Classifiers are apart.',
    ],
    names: displayNames,
  };
}

/** A file's path as it is told to the user, absolute so that a terminal makes it a link. */
export const shownPath = (path: string) => resolve(path);
