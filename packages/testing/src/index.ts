// What the tests of several packages share; never published.
export { publishedSample } from './published-sample.js';
export { roomBatch, roomLabels, roomSource } from './rooms.js';
export { weightsOf } from './swept-weights.js';
export { tinyClasses, writeTinyDomain } from './tiny-images.js';
export { writeTinyTransient } from './tiny-transient.js';
