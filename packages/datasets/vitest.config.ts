import { project } from '../../vitest.preset.ts';

export default project('datasets', { engine: false });
