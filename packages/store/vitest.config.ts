// @boundaries-ignore every package shares the preset of the repository
import { project } from '../../vitest.preset.ts';

export default project('store', { engine: false, isolate: false });
