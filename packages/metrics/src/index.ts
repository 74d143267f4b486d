// The whole public surface of @ftn/metrics.
export { Accuracy, type AccuracyResult, type ClassAccuracy } from './accuracy.js';
export { type Mean, meanOverDomains } from './mean-over-domains.js';
export type { Meter } from './meter.js';
