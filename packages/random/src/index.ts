// The whole public surface of @ftn/random.
export { type KeyPart, RandomStream } from './random-stream.js';
