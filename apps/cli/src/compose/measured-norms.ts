import { UsageError } from '@ftn/errors';
import { type Normalisation, normaliseNorms, parameterTotals } from '@ftn/training';
import { columns } from '../terminal/columns.js';
import { type AdapterNorms, type NormMap, normsOf } from './norm-maps.js';
import { openDomain } from './open-adapter.js';

/** An adapter's norms with its size and the accuracy its file states. */
export interface MeasuredAdapter extends AdapterNorms {
  readonly accuracy: number;
  readonly parameters: number;
  readonly multiple: number;
}

/** The norms of the adapter in a folder; UsageError where it adapts no convolution. */
export async function measureNorms(folder: string, weights: string | undefined): Promise<MeasuredAdapter> {
  const { domain, manifest, dispose } = await openDomain(folder, weights);
  try {
    const measured = normsOf(domain);
    if (measured.norms.length === 0) {
      throw new UsageError(`'${manifest.name}' (${manifest.method}) adapts no convolution`, {
        file: folder,
        hint: 'Give adapters that change convolutions, such as those of the method ftn.',
      });
    }
    const { architecture } = domain.backbone;
    const { parameters, multiple } = parameterTotals(architecture, domain.method, [domain.counts()]);
    return {
      ...measured,
      accuracy: manifest.metrics.accuracy ?? Number.NaN,
      parameters,
      multiple,
    };
  } finally {
    dispose();
  }
}

/** A row for every layer of an adapter, as `--json` prints them. */
export function normRows({ domain, method, rank, norms }: MeasuredAdapter, by: Normalisation) {
  const scaled = normaliseNorms(
    norms.map(({ norm }) => norm),
    by,
  );
  const system = { method, domain, ...(rank === undefined ? {} : { rank }) };
  return norms.map(({ layer, norm, relative, scalars }, i) => {
    return { ...system, layer, metric: 'norm', value: norm, relative, normalised: scaled[i]!, scalars };
  });
}

/** A heat map as lines for a terminal. */
export function mapLines({ map }: NormMap): string[] {
  const rows = map.rows.map((row, r) => {
    const cells = map.columns.map((column, c) => [column, map.values[r]![c]?.toFixed(2) ?? '–'] as const);
    return { layer: row, ...Object.fromEntries(cells) };
  });
  return [map.title, ...columns(rows)];
}
