// The whole public surface of @ftn/tasks/node.
export { threadedMeter } from './threaded-meter.js';
