// The whole public surface of @ftn/onnx; it runs in a browser.
export { encodeModel, type ModelDetails } from './encode/encode-model.js';
export type { Opset } from './encode/opsets.js';
export { type ExportedModel, type ExportOptions, exportDomain } from './export-domain.js';
export { foldBatchNorm } from './graph/fold-batch-norm.js';
export type { Attribute, Graph, Node, Value } from './graph/graph.js';
export { exportShared, type SharedModel, type SharedOptions } from './share/export-shared.js';
export { type TraceOptions, traceGraph } from './trace/trace-graph.js';
