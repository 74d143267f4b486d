import { countParameters, type Generator } from '@ftn/backbones';
import type { AdaptationRecipe } from '@ftn/generation/node';
import { meanOverDomains } from '@ftn/metrics';
import type { ResultRow, ResultTable } from '@ftn/report';
import type { AdaptedDomain } from './adapt-images.js';

/** A table of adaptations with the mean of each system over the domains apart. */
export interface PsnrTable extends ResultTable {
  readonly means: ResultRow[];
}

const systemKey = ({ method, rank }: Pick<AdaptedDomain, 'method' | 'rank'>) =>
  JSON.stringify([method, rank]);

/** PSNR of every domain at every rank, the paper's beside it; parameters are those of all the domains together. */
export function psnrTable(options: {
  readonly id: string;
  readonly engine: string;
  readonly generator: Generator;
  readonly recipe: Pick<AdaptationRecipe, 'paper'>;
  readonly adapted: readonly AdaptedDomain[];
}): PsnrTable {
  const { id, engine, generator, recipe, adapted } = options;
  const base = countParameters(generator.architecture);
  const rows: ResultRow[] = [];
  const means: ResultRow[] = [];
  for (const key of new Set(adapted.map(systemKey))) {
    const own = adapted.filter((one) => systemKey(one) === key);
    const { method, rank } = own[0]!;
    const added = own.reduce((n, { counts }) => n + counts.convolutions + counts.linears, 0);
    const system = {
      method,
      ...(rank === null ? {} : { rank }),
      metric: 'PSNR',
      parameters: base + added,
      multiple: (base + added) / base,
    };
    for (const { name, quality } of own) {
      const paper = rank === null ? undefined : recipe.paper[name]?.[rank];
      rows.push({ ...system, domain: name, value: quality.psnr, ...(paper === undefined ? {} : { paper }) });
    }
    if (own.length > 1) {
      const { mean } = meanOverDomains(own.map(({ quality }) => quality.psnr));
      means.push({ ...system, value: mean });
    }
  }
  return { id, engine, rows, means };
}
