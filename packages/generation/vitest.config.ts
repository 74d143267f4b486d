// @boundaries-ignore every package shares the preset of the repository
import { project } from '../../vitest.preset.ts';

export default project('generation', { engine: true, isolate: false });
