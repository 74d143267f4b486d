import { type AdapterManifest, type Domain, mergedNetwork } from '@ftn/adapters';
import { div, softmax, sub, type Tensor, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { encodeModel } from './encode/encode-model.js';
import { checkOpset } from './encode/opsets.js';
import { foldBatchNorm } from './graph/fold-batch-norm.js';
import type { Graph } from './graph/graph.js';
import { traceGraph } from './trace/trace-graph.js';

export interface ExportOptions {
  /** Height and width of the images the model takes; default: the adapter's. */
  readonly size?: number;
  /** Takes batches of any size; default: one image. */
  readonly dynamicBatch?: boolean;
  /** Folds batch norms into convolutions; default: they stay, with their running statistics as they are. */
  readonly foldBatchNorm?: boolean;
  /** Takes RGB in 0 … 1 and normalises it within the model; default: takes normalised images. */
  readonly normalize?: boolean;
  /** Gives probabilities; default: logits. */
  readonly softmax?: boolean;
  /** The version of ONNX's operators, 13 to 22; default 17. */
  readonly opset?: number;
}

/** An exported model, and what it consists of. */
export interface ExportedModel {
  readonly bytes: Uint8Array;
  readonly graph: Graph;
}

/** What a runtime needs to know to use the model, and a reader to know where it comes from. */
function metadataOf(manifest: AdapterManifest, { size, normalize }: { size: number; normalize: boolean }) {
  const { name, method, options, classes, backbone, sha256, input, metrics } = manifest;
  const { mean, std, transforms } = input;
  const text = (value: unknown) => JSON.stringify(value);
  return {
    domain: name,
    classes: text(classes),
    input: text({
      layout: 'NCHW',
      colours: 'RGB',
      size,
      range: normalize ? [0, 1] : 'normalised: (RGB in 0 … 1 − mean) / std',
      mean,
      std,
      ...(transforms === undefined ? {} : { transforms }),
    }),
    method,
    options: text(options),
    backbone: backbone.name,
    backbone_sha256: backbone.sha256,
    adapter_sha256: sha256,
    metrics: text(metrics),
  };
}

/**
 * A domain as an ONNX model: the backbone with ΔW merged in, its batch norms and its head, from `input`
 * (N×3×H×W, float32) to `logits` (N×classes) or `probabilities`.
 *
 * The graph is traced from the forward pass itself, so it is that of any backbone built on @ftn/ops.
 *
 * @throws UsageError for an opset that is not written, and where the forward pass has no form in ONNX
 */
export function exportDomain(
  domain: Domain,
  manifest: AdapterManifest,
  options: ExportOptions = {},
): ExportedModel {
  const { size = manifest.input.size, dynamicBatch = false, normalize = false } = options;
  const opset = checkOpset(options.opset ?? 17);
  const merged = mergedNetwork(domain);
  const mean = tensor1d([...manifest.input.mean]);
  const std = tensor1d([...manifest.input.std]);
  const forward = (x: Tensor4D): Tensor => {
    const logits = merged.forward(normalize ? div(sub(x, mean), std) : x);
    return options.softmax ? softmax(logits) : logits;
  };
  try {
    const traced = traceGraph(forward, {
      name: domain.name,
      weights: new Map([...merged.weights, ['input.mean', mean], ['input.std', std]]),
      size: [size, size],
      dynamicBatch,
      output: options.softmax ? 'probabilities' : 'logits',
    });
    const graph = options.foldBatchNorm ? foldBatchNorm(traced) : traced;
    const metadata = metadataOf(manifest, { size, normalize });
    return { bytes: encodeModel(graph, { opset, producer: ['ftn', manifest.library], metadata }), graph };
  } finally {
    merged.dispose();
    mean.dispose();
    std.dispose();
  }
}
