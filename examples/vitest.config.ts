// @boundaries-ignore every package shares the preset of the repository
import { project } from '../vitest.preset.ts';

// The programs start the engine themselves, as a reader's would.
const { test, ...rest } = project('examples', { engine: false, isolate: true });
const slow = process.env.FTN_SLOW === '1';

export default { ...rest, test: { ...test, include: [slow ? '**/*.slow.test.ts' : '**/*.test.ts'] } };
