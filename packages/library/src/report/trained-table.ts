import { countBackbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import type { TaskResult } from '@ftn/training';
import { type ComparisonTable, resultTable } from './result-table.js';

/** The table of what one call of `train` trained over a backbone. */
export async function trainedTable(
  results: readonly TaskResult[],
  network: number,
): Promise<ComparisonTable> {
  const { name: engine } = await startEngine();
  return resultTable({ id: 'train', engine, network, results });
}

/** Parameters of a backbone, in scalars. */
export const backboneParameters = (name: string): number =>
  countBackbone(createArchitecture(name)).parameters;
