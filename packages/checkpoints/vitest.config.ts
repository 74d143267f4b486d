import { project } from '../../vitest.preset.ts';

export default project('checkpoints', { engine: false });
