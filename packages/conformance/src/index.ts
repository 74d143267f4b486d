// The suite of laws; private, for this repository's tests.
export type { GeneratorRow } from './generator-subject.js';
export { describeLaws, type Law, type Place, type Skip } from './laws.js';
export type { Network } from './subject.js';
export { denseSystems, generatorSystems, oneSystemEach, type System, systems, titleOf } from './systems.js';
