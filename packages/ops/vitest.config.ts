import { project } from '../../vitest.preset.ts';

export default project('ops', { engine: true });
