import { resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { exportDomain } from '@ftn/onnx';
import { openAdapter } from '../adapter/open-adapter.js';

/** Which adapter becomes an ONNX model, and how. */
export interface ExportOptions {
  /** The adapter's folder, or its run's. */
  readonly adapter: string;
  /** The backbone's weights; default those that ship with the library. */
  readonly weights?: string | undefined;
  /** The .onnx file to write; one that is there is replaced. */
  readonly out: string;
  /** Height and width of its images; default the adapter's. */
  readonly size?: readonly [height: number, width: number] | undefined;
  /** The version of ONNX's operators, 13 to 22; default 17. */
  readonly opset?: number | undefined;
  /** Fold every batch norm into the convolution before it; default false. */
  readonly foldBatchNorm?: boolean | undefined;
  /** Take any number of images at once; default one. */
  readonly dynamicBatch?: boolean | undefined;
  /** Take RGB in 0 … 1 and normalise it within the model; default false. */
  readonly normalize?: boolean | undefined;
  /** Give probabilities instead of logits; default false. */
  readonly softmax?: boolean | undefined;
}

/** A tensor a model takes or gives; a name stands for a length that is free. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** An ONNX model that was written. */
export interface ExportedModel {
  readonly file: string;
  readonly nodes: number;
  readonly bytes: number;
  readonly input: OnnxTensor;
  readonly output: OnnxTensor;
}

/**
 * Writes the frozen backbone and an adapter as one ONNX model:
 *
 * ```ts
 * await exportOnnx({ adapter: 'runs/flowers', weights: 'resnet18.pth', out: 'flowers.onnx' });
 * ```
 */
export async function exportOnnx(options: ExportOptions): Promise<ExportedModel> {
  const {
    opset = 17,
    foldBatchNorm = false,
    dynamicBatch = false,
    normalize = false,
    softmax = false,
  } = options;
  const file = resolve(options.out);
  await startEngine();
  using adapter = await openAdapter(options.adapter, options.weights);
  const { bytes, graph } = exportDomain(adapter.domain, adapter.manifest, {
    opset,
    foldBatchNorm,
    dynamicBatch,
    normalize,
    softmax,
    ...(options.size === undefined ? {} : { size: options.size }),
  });
  await writeFileAtomic(file, bytes);
  const [input, output] = [graph.inputs[0]!, graph.outputs[0]!];
  return { file, nodes: graph.nodes.length, bytes: bytes.length, input, output };
}
