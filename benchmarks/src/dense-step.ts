// Times one joint step of the four dense tasks against the same step in PyTorch.
import { parseArgs } from 'node:util';
import type { DenseSetting } from './protocol.js';
import { stepOptions, stepsBenchmark } from './steps-benchmark.js';

const { values } = parseArgs({
  options: {
    ...stepOptions,
    ranks: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '1' },
    batch: { type: 'string', default: '8' },
    height: { type: 'string', default: '425' },
    width: { type: 'string', default: '560' },
    classes: { type: 'string', default: '41' },
  },
});
const setting: DenseSetting = {
  backbone: 'resnet18',
  outputStride: 16,
  batch: Number(values.batch),
  height: Number(values.height),
  width: Number(values.width),
  classes: Number(values.classes),
  threads: Number(values.threads),
};

await stepsBenchmark({
  id: 'dense-step',
  setting,
  workers: { ours: 'dense-step-worker.ts', pytorch: 'dense_step_worker.py' },
  options: values,
  warmUp: 1,
  title: (rank) => (rank === 0 ? 'decoders and BN only' : `FTN R=${rank}`),
});
