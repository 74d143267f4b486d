// What the tests of several packages share; never published.
export { roomBatch, roomLabels, roomSource } from './rooms.js';
