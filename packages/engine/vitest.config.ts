// @boundaries-ignore every package shares the preset of the repository
import { project } from '../../vitest.preset.ts';

export default project('engine', { engine: false, isolate: true, threads: 'all' });
