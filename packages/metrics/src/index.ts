// The whole public surface of @ftn/metrics.
export { Accuracy, type AccuracyResult, type ClassAccuracy } from './accuracy.js';
export {
  type CalibrationBin,
  CalibrationError,
  type CalibrationResult,
  softmaxOf,
} from './calibration-error.js';
export { type ClassScores, classScores } from './class-scores.js';
export { type DepthConvention, DepthError, type DepthErrorResult, type DepthMap } from './depth-error.js';
export { countEdges, type EdgePrediction } from './edges/count-edges.js';
export { type EdgeProtocol, edgeProtocol, edgeProtocols, hedThresholds } from './edges/edge-protocol.js';
export { type EdgePoint, type EdgeScores, edgeScores } from './edges/edge-scores.js';
export { edgeTolerance } from './edges/edge-tolerance.js';
export { addCounts, type EdgeTotals, emptyTotals, mergeTotals } from './edges/edge-totals.js';
export { labelBoundaries } from './edges/label-boundaries.js';
export { OdsF } from './edges/ods-f.js';
export type { PrecisionRecall } from './edges/precision-recall.js';
export { suppressNonMaxima } from './edges/suppress-non-maxima.js';
export type { EdgeCounts } from './edges/sweep-thresholds.js';
export { thin } from './edges/thin.js';
export {
  type FeatureSide,
  FrechetDistance,
  type FrechetDistanceResult,
} from './images/frechet-distance.js';
export type { Image, Pixels } from './images/image.js';
export { PeakSignalToNoise, type PeakSignalToNoiseResult } from './images/peak-signal-to-noise.js';
export { StructuralSimilarity, type StructuralSimilarityResult } from './images/structural-similarity.js';
export {
  IGNORED_LABEL,
  type LabelConvention,
  type LabelConventionName,
  labelConventions,
} from './label-convention.js';
export { type ClassIoU, type LabelMap, MeanIoU, type MeanIoUResult } from './mean-iou.js';
export { type Mean, meanOverDomains } from './mean-over-domains.js';
export type { Meter } from './meter.js';
export {
  type Direction,
  formatMetric,
  isBetter,
  type Metric,
  type MetricRow,
  metricNames,
  metricOf,
  registerMetric,
} from './metric.js';
export { type MultiTaskDelta, multiTaskDelta, type TaskScore } from './multi-task-delta.js';
export { type NormalConvention, NormalError, type NormalErrorResult } from './normal-error.js';
export { highestLogit } from './require-logits.js';
export { type Median, StreamingMedian } from './streaming-median.js';
