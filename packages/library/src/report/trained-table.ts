import { startEngine } from '@ftn/engine';
import type { Trained } from '../train/trained.js';
import { type ComparisonTable, resultTable } from './result-table.js';

/** The table of what one call of `train` trained. */
export async function trainedTable(results: readonly Trained[]): Promise<ComparisonTable> {
  const { name: engine } = await startEngine();
  const network = results[0]?.network.parameters ?? 0;
  return resultTable({ id: 'train', engine, network, results });
}
