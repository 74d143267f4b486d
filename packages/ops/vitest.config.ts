// @boundaries-ignore every package shares the preset of the repository
import { project } from '../../vitest.preset.ts';

export default project('ops', { engine: true, isolate: false, threads: 'all' });
