import { countBackbone, createArchitecture } from '@ftn/backbones';
import type { ComparisonReport } from '@ftn/report';
import type { Comparison } from '../compare/compare.js';
import { adaptedShares } from './adapted-shares.js';
import { comparisonPage } from './comparison-page.js';
import { systemColumns } from './display-names.js';
import { halvedNotes } from './halved-adapters.js';
import { shownPictures } from './pictures/shown-pictures.js';
import { type ComparisonTable, measuredMetrics, resultTable } from './result-table.js';
import { runRecord } from './run-record.js';
import { dataSettings, networkSettings } from './settings.js';

/** A comparison as a table, a page, and what else is to be told of it. */
export interface ComparisonPages {
  readonly table: ComparisonTable;
  readonly page: ComparisonReport;
  /** What else `--json` prints, by its name. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * What a comparison found, as the table `--json` prints and the page its report shows.
 *
 * ```ts
 * const { page } = comparisonPages(await compare({ data }), { id: 'flowers', command: 'compare(…)' });
 * await writeFile('report.html', renderComparisonHtml(page));
 * ```
 */
export function comparisonPages(
  comparison: Comparison,
  {
    id,
    command,
  }: {
    /** The table's name. */
    readonly id: string;
    /** What made it, as the page says. */
    readonly command: string;
  },
): ComparisonPages {
  const { recipe, engine, domains, results, policies, norms, shown, systems, departures, halved } =
    comparison;
  const architecture = createArchitecture(recipe.backbone);
  const network = countBackbone(architecture).parameters;
  // Numbers of another run are not put beside the paper's.
  const paper = departures.length === 0 ? recipe : undefined;
  const table = resultTable({ id, engine: engine.name, network, results, paper });
  const adapted = adaptedShares(results, architecture.convolutions.length);
  const specs = [...new Set(domains.map(({ origin }) => origin.spec))];
  const page = comparisonPage({
    recipe,
    network: recipe.backbone,
    table,
    results,
    command,
    engine,
    policies,
    adapted,
    norms,
    departures,
    notes: halvedNotes(halved),
    ...shownPictures(shown, systems),
    settings: { ...dataSettings(specs, domains), ...networkSettings(recipe) },
    classesOf: (domain) => domains.find(({ name }) => name === domain)!.classes,
  });
  const details = {
    run: runRecord(comparison, command),
    adapted,
    policies: policies.map(({ policy }) => policy),
    metrics: measuredMetrics(results),
    ...(halved.length === 0
      ? {}
      : { half: halved.map(({ system, ...of }) => ({ ...systemColumns(system), ...of })) }),
  };
  return { table, page, details };
}
