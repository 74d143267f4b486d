// The suite of laws; private, for this repository's tests.
export { describeLaws, type Law, type Place, type Skip } from './laws.js';
export type { Network } from './subject.js';
export { denseSystems, oneSystemEach, type System, systems, titleOf } from './systems.js';
