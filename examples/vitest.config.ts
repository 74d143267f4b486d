// @boundaries-ignore every package shares the preset of the repository
import { kind, project } from '../vitest.preset.ts';

// The programs start the engine themselves, as a reader's would.
const { test, ...rest } = project('examples', { engine: false, isolate: true });

export default { ...rest, test: { ...test, include: [`**/*${kind}.test.ts`] } };
