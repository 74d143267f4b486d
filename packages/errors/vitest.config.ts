import { project } from '../../vitest.preset.ts';

export default project('errors', { engine: false });
