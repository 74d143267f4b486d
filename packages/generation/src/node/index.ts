// The whole public surface of @ftn/generation/node: training, and generators from files.
export { type ReadGeneratorFileOptions, readGenerator } from './read-generator.js';
