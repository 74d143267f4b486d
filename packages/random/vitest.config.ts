import { project } from '../../vitest.preset.ts';

export default project('random', { engine: false });
