import type { ComparisonReport } from '@ftn/report';
import type { MeasuredNorms } from '../norms/norms.js';
import { displayNames, systemColumns } from './display-names.js';
import type { NormMap } from './norm-maps.js';
import { placesOf } from './place.js';

/** The page of measured norms: their maps, and the adapters with their size and what their files say they reach. */
export function normsReport(
  adapters: readonly MeasuredNorms[],
  maps: readonly NormMap[],
  {
    engine,
    settings,
  }: {
    /** The engine's name. */
    readonly engine: string;
    readonly settings: Readonly<Record<string, unknown>>;
  },
): ComparisonReport {
  const { placeOf } = placesOf(adapters);
  const rows = adapters.map((adapter) => ({
    ...systemColumns(adapter),
    ...placeOf(adapter),
    metric: adapter.metric,
    value: adapter.value,
    parameters: adapter.parameters,
    multiple: adapter.multiple,
  }));
  return {
    title: 'Where adapters change the network',
    description: 'The norm of ΔW in every convolution, from 0 to 1 within each adapter.',
    table: { id: 'norms', engine, rows },
    curves: [],
    samples: [],
    heatMaps: maps.map(({ map }) => map),
    settings,
    notes: [
      'The norm is that of ΔW, not of its factors: √(1ᵀ[(AᵀA) ∘ (BᵀB) ∘ (SᵀS)]1). An empty cell is a layer the adapter does not change.',
      'The metrics are those the adapters’ files state; parameters are those of the backbone with one domain.',
    ],
    names: displayNames(),
  };
}
