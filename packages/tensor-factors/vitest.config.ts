import { project } from '../../vitest.preset.ts';

export default project('tensor-factors', { engine: true });
