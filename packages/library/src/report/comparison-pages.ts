import { countBackbone, createArchitecture } from '@ftn/backbones';
import type { ComparisonReport } from '@ftn/report';
import type { Comparison } from '../compare/compare.js';
import { adaptedShares } from './adapted-shares.js';
import { comparisonPage } from './comparison-page.js';
import { shownPictures } from './pictures/shown-pictures.js';
import { type ComparisonTable, measuredMetrics, resultTable } from './result-table.js';
import { dataSettings, networkSettings } from './settings.js';

/** A comparison's table and page, and what else is printed of it. */
export interface ComparisonPages {
  readonly table: ComparisonTable;
  readonly page: ComparisonReport;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The table and the page of a comparison. */
export function comparisonPages(
  found: Comparison,
  { id, command }: { readonly id: string; readonly command: string },
): ComparisonPages {
  const { recipe, engine, results, domains, policies, norms, shown } = found;
  const architecture = createArchitecture(recipe.backbone);
  const network = countBackbone(architecture).parameters;
  const table = resultTable({ id, engine: engine.name, network, results, paper: recipe });
  const adapted = adaptedShares(results, architecture.convolutions.length);
  const specs = [...new Set(domains.map(({ origin }) => origin.spec))];
  const page = comparisonPage({
    recipe,
    table,
    results,
    command,
    engine,
    settings: { ...dataSettings(specs, domains), ...networkSettings(recipe) },
    classesOf: (domain) => domains.find(({ name }) => name === domain)?.classes ?? [],
    policies,
    adapted,
    norms,
    ...shownPictures(shown, found.systems),
  });
  const metrics = measuredMetrics(results);
  return { table, page, details: { adapted, policies: policies.map(({ policy }) => policy), metrics } };
}
