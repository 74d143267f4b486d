import { readManifest } from '@ftn/adapters/node';
import { countBackbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import type { Trained } from '../train/train.js';
import { type ComparisonTable, resultTable } from './result-table.js';

/** Parameters of the network an adapter stands on; of a new backbone, its own. */
async function networkOf({ folder, counts }: Trained): Promise<number> {
  if (!folder.endsWith('.safetensors')) {
    const { network } = await readManifest(folder);
    return countBackbone(createArchitecture(network.name)).parameters;
  }
  return (counts.convolutions ?? 0) + (counts.batchNorm ?? 0);
}

/** What training reached, as the table `--json` prints. */
export async function trainedTable(trained: readonly Trained[]): Promise<ComparisonTable> {
  const engine = await startEngine();
  const network = trained[0] ? await networkOf(trained[0]) : 0;
  return resultTable({ id: 'train', engine: engine.name, network, results: trained });
}
