import { preset } from '../../tsup.preset.ts';

export default {
  ...preset(),
  entry: { index: 'src/index.ts', 'batch-worker': 'src/loader/batch-worker.ts' },
};
