// @boundaries-ignore every package shares the preset of the repository
import { preset } from '../../tsup.preset.ts';

export default {
  ...preset(),
  entry: {
    index: 'src/index.ts',
    internal: 'src/internal.ts',
    'sweep-worker': 'src/sweep/sweep-worker.ts',
  },
};
