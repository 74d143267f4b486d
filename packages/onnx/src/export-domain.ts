import {
  type BackboneManifest,
  type Domain,
  mergedNetwork,
  networkMetadata,
  normalizationOf,
} from '@ftn/adapters';
import { div, softmax, sub, type Tensor, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { encodeModel } from './encode/encode-model.js';
import { checkOpset } from './encode/opsets.js';
import { foldBatchNorm } from './graph/fold-batch-norm.js';
import type { Graph } from './graph/graph.js';
import { traceGraph } from './trace/trace-graph.js';

export interface ExportOptions {
  /** Pixels of a square image, or height and width; default: the adapter's. */
  readonly size?: number | readonly [height: number, width: number];
  /** Takes batches of any size; default: one image. */
  readonly dynamicBatch?: boolean;
  /** Folds batch norms into convolutions; default: they stay, with their running statistics as they are. */
  readonly foldBatchNorm?: boolean;
  /** Takes RGB in 0 … 1 and normalises it within the model; default: takes normalised images. */
  readonly normalize?: boolean;
  /** Gives probabilities instead of logits, over the classes (of each pixel, where the output is a map). */
  readonly softmax?: boolean;
  /** The version of ONNX's operators, 13 to 22; default 17. */
  readonly opset?: number;
}

/** An exported model, and what it consists of. */
export interface ExportedModel {
  readonly bytes: Uint8Array;
  readonly graph: Graph;
}

/** What adapter.json says, and what the model's own input is: what is left to do of how images are prepared. */
function metadataOf(
  manifest: BackboneManifest,
  { size, normalize }: { size: readonly [number, number]; normalize: boolean },
): Record<string, string> {
  const range = normalize ? [0, 1] : 'normalized';
  return { ...networkMetadata(manifest), tensor: JSON.stringify({ layout: 'NCHW', size, range }) };
}

/**
 * A domain as an ONNX model: the backbone with ΔW merged in, its batch norms and its head, from `input`
 * (N×3×H×W, float32) to `logits` (N×classes), `probabilities`, or the `output` of another task (N×C×H×W).
 *
 * The graph is traced from the forward pass itself, so it is that of any backbone and head built on @ftn/ops.
 *
 * @throws UsageError for an opset that is not written, and where the forward pass has no form in ONNX
 */
export function exportDomain(
  domain: Domain,
  manifest: BackboneManifest,
  options: ExportOptions = {},
): ExportedModel {
  const { size: wanted = manifest.input.size, dynamicBatch = false, normalize = false } = options;
  const size = typeof wanted === 'number' ? ([wanted, wanted] as const) : wanted;
  const opset = checkOpset(options.opset ?? 17);
  const merged = mergedNetwork(domain);
  const normalization = normalizationOf(manifest.input);
  const mean = tensor1d([...normalization.mean]);
  const std = tensor1d([...normalization.std]);
  const forward = (x: Tensor4D): Tensor => {
    const output = merged.forward(normalize ? div(sub(x, mean), std) : x);
    return options.softmax ? softmax(output) : output;
  };
  try {
    const traced = traceGraph(forward, {
      name: domain.name,
      weights: new Map([...merged.weights, ['input.mean', mean], ['input.std', std]]),
      size,
      dynamicBatch,
      output: options.softmax ? 'probabilities' : manifest.task === 'classification' ? 'logits' : 'output',
    });
    const graph = options.foldBatchNorm ? foldBatchNorm(traced) : traced;
    const metadata = metadataOf(manifest, { size, normalize });
    return {
      bytes: encodeModel(graph, { opset, producer: ['ftn', manifest.library.version], metadata }),
      graph,
    };
  } finally {
    merged.dispose();
    mean.dispose();
    std.dispose();
  }
}
