import { project } from '../../vitest.preset.ts';

export default project('adapters', { engine: true });
