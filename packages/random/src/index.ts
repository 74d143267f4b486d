// The whole public surface of @ftn/random.
export { orthogonalColumns } from './orthogonal-columns.js';
export { type KeyPart, RandomStream } from './random-stream.js';
