// The public surface of @ftn/metrics/node: what needs worker threads.
export type { EdgePair } from './edge-pair.js';
export { EdgeScorer, type EdgeScorerOptions, scoreEdges } from './edge-scorer.js';
