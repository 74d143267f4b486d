// Times BigGAN-128 at full size, forward and one adaptation step of FTN, against the same in PyTorch.
import { parseArgs } from 'node:util';
import type { GenerationSetting } from './protocol.js';
import { stepOptions, stepsBenchmark } from './steps-benchmark.js';

const { values } = parseArgs({
  options: {
    ...stepOptions,
    ranks: { type: 'string', default: '0,20,50' },
    rounds: { type: 'string', default: '4' },
    steps: { type: 'string', default: '1' },
    batch: { type: 'string', default: '4' },
    width: { type: 'string', default: '96' },
  },
});
const setting: GenerationSetting = {
  width: Number(values.width),
  batch: Number(values.batch),
  threads: Number(values.threads),
};

await stepsBenchmark({
  id: 'generation-step',
  setting,
  workers: { ours: 'generation-worker.ts', pytorch: 'generation_worker.py' },
  options: values,
  warmUp: 1,
  title: (rank) => (rank === 0 ? 'images' : `adapting, R=${rank}`),
});
