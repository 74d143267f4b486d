// Times one training step of a classifier in this library against the same step in PyTorch.
import { parseArgs } from 'node:util';
import type { Setting } from './protocol.js';
import { stepOptions, stepsBenchmark } from './steps-benchmark.js';

const { values } = parseArgs({
  options: {
    ...stepOptions,
    ranks: { type: 'string', default: '0,1,10,50' },
    rounds: { type: 'string', default: '6' },
    steps: { type: 'string', default: '4' },
    batch: { type: 'string', default: '8' },
    size: { type: 'string', default: '224' },
  },
});
const setting: Setting = {
  backbone: 'resnet18',
  batch: Number(values.batch),
  size: Number(values.size),
  classes: 100,
  threads: Number(values.threads),
};

await stepsBenchmark({
  id: 'training-step',
  setting,
  workers: { ours: 'step-worker.ts', pytorch: 'step_worker.py' },
  options: values,
  warmUp: 2,
  title: (rank) => (rank === 0 ? 'FC and BN only' : `FTN R=${rank}`),
});
