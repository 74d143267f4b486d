import { project } from '../../vitest.preset.ts';

export default project('conformance', { engine: true });
