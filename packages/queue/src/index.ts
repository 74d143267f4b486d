// The whole public surface of @ftn/queue: the runs of a sweep shared among machines.
export { type QueuedSweepOptions, sweepByQueue } from './sweep-by-queue.js';
export type { Worked } from './work-on-plan.js';
export { type WorkOptions, workOnSweep } from './work-on-sweep.js';
