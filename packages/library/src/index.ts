// The whole public surface of @ftn/library: what the command `ftn` does, for programs.

export {
  defineMethod,
  type MethodDefinition,
  registerMethod,
} from '@ftn/tensor-factors';
export type { AloneAdapter, OpenAdapter } from './adapter/open-adapter.js';
export { openAdapter } from './adapter/open-adapter.js';
export { type Comparison, compare } from './compare/compare.js';
export type { FailedRun } from './compare/compared-sweep.js';
export type { ComparedAdapter, ComparedHalf } from './compare/findings.js';
export type { CompareOptions } from './compare/options.js';
export type { ShownImage, ShownTask } from './compare/shown-images.js';
export type { HalvedAdapter, HalvedMetric } from './convert/adapter-in-half.js';
export { type ConvertedFile, type ConvertOptions, convert } from './convert/convert.js';
export {
  type ConvertedLayer,
  type ConvertedLora,
  type ConvertLoraOptions,
  convertLora,
} from './convert/convert-lora.js';
export { type HalveOptions, halveAdapter } from './convert/halve-adapter.js';
export { type CheckDataOptions, type CheckedData, type CountedDomain, checkData } from './data/check-data.js';
export {
  type Data,
  type DataOptions,
  type DataSplits,
  type LeftOut,
  type MadeUp,
  type SplitName,
  splitNames,
} from './data/data.js';
export type { DataCheck, DataSource, OpenSettings } from './data/data-source.js';
export { openData } from './data/open-data.js';
export { dataWords, registerData } from './data/sources.js';
export type { EvaluationSettings } from './data/subject.js';
export type { SweepEstimate } from './estimate/estimate-runs.js';
export { estimateSweep } from './estimate/estimate-sweep.js';
export type { RunWork } from './estimate/run-work.js';
export { evaluate } from './evaluate/evaluate.js';
export type { ClassResult, EvaluateOptions, Evaluation, ImageResult } from './evaluate/evaluation.js';
export {
  type Generated,
  type GeneratedRow,
  type GenerateOptions,
  generate,
} from './generation/generate.js';
export { type Mixed, type MixOptions, mix } from './generation/mix.js';
export { exportLycoris, exportPeft, type LoraOptions, type WrittenLora } from './merge/export-lora.js';
export { type ExportedModel, type ExportOptions, exportOnnx, type OnnxTensor } from './merge/export-onnx.js';
export { exportPytorch, type PytorchOptions, type PytorchProgram } from './merge/export-pytorch.js';
export { exportShared, type SharedExport, type SharedOptions } from './merge/export-shared.js';
export { type Merged, type MergeOptions, merge } from './merge/merge.js';
export type { MergedFile } from './merge/write-merged.js';
export { loadMethod } from './methods/load-method.js';
export { type MeasuredNorms, type NormRow, type NormsOptions, normRows, norms } from './norms/norms.js';
export { type FoundImage, findImages } from './predict/find-images.js';
export { loadModel, type Model } from './predict/model.js';
export { type AdapterPrediction, type BrokenImage, type PredictOptions, predict } from './predict/predict.js';
export type { ImageInput, ImagePrediction, LabelProbability, PredictedMap } from './predict/predict-image.js';
export type { Emit, EpochEvent, RunEvent, Share, StepEvent } from './progress/events.js';
export { Run, type RunContext } from './progress/run.js';
export type { Stop } from './progress/stop.js';
export { type PruneOptions, prune } from './prune/prune.js';
export type { PrunedAdapter, PruneRow, SmallestRow, ThresholdRow } from './prune/prune-adapter.js';
export { type AnyRecipe, loadRecipe, recipeNames } from './recipes/load-recipe.js';
export type { MethodChoice, MethodVariant } from './recipes/method-choice.js';
export { type ComparisonPages, comparisonPages } from './report/comparison-pages.js';
export {
  calibrationChart,
  evaluationConfusion,
  evaluationReport,
} from './report/evaluation/evaluation-report.js';
export { evaluationTables } from './report/evaluation/evaluation-tables.js';
export type { AdapterNorms } from './report/norm-maps.js';
export { type DrawnPrediction, drawPrediction } from './report/pictures/draw-prediction.js';
export { encodePrediction, type PredictionFile } from './report/pictures/encode-prediction.js';
export { type DataSheet, type ShowDataOptions, showData } from './report/pictures/show-data.js';
export { type ComparisonTable, type ResultTableOptions, resultTable } from './report/result-table.js';
export { findRuns } from './runs/find-runs.js';
export type { FoundRun } from './runs/read-run.js';
export { type RunRow, type RunSelection, runRows } from './runs/run-rows.js';
export type { CellFailure, CellResult, CellState } from './sweep/cell-folder.js';
export type { SweepCell } from './sweep/cells.js';
export { planSweep, type SweepOptions } from './sweep/plan-sweep.js';
export type { CellEnd } from './sweep/run-cell.js';
export type { CellOptions } from './sweep/run-identity.js';
export { sweep } from './sweep/sweep.js';
export type { SweepPlan, WrittenPlan } from './sweep/sweep-plan.js';
export {
  type KeptIn,
  readSweep,
  readSweepCells,
  type Sweep,
  type SweptCell,
  sweepTable,
} from './sweep/sweep-status.js';
export type { StandingOptions, StoredRun, SweepStore, TakeOptions } from './sweep/sweep-store.js';
export { type SweptRun, type SweptRunOptions, trainSweptRun } from './sweep/train-swept-run.js';
export type { TrainBackboneOptions, TrainOptions } from './train/options.js';
export { train } from './train/train.js';
export {
  type JointResult,
  type TrainedBackbone,
  trainBackbone,
} from './train/train-backbone.js';
export type { Reconstruction, Trained } from './train/trained.js';
