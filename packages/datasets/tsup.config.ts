// @boundaries-ignore every package shares the preset of the repository
import { preset } from '../../tsup.preset.ts';

export default {
  ...preset(),
  entry: {
    index: 'src/index.ts',
    'memory/index': 'src/memory/index.ts',
    'batch-worker': 'src/loader/batch-worker.ts',
  },
};
