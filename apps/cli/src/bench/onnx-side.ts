import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergedNetwork } from '@ftn/adapters';
import { randomBackbone } from '@ftn/library/internal';
import { encodeModel, foldBatchNorm, traceGraph } from '@ftn/onnx';
import { softmax, type Tensor2D } from '@tensorflow/tfjs-core';
import { domainOf, type NetworkSetting } from './network-sides.js';
import { type Side, startPython } from './python-side.js';

/** The merged network as a model, its batch norms folded into the convolutions. */
function mergedModel(setting: NetworkSetting): Uint8Array {
  const { backbone: name, size } = setting;
  using backbone = randomBackbone({ name }, 0);
  const domain = domainOf(backbone, setting, 0);
  try {
    using merged = mergedNetwork(domain);
    const graph = traceGraph((x) => softmax(merged.forward(x) as Tensor2D), {
      name,
      weights: merged.weights,
      size: [size, size],
      dynamicBatch: true,
      output: 'probabilities',
    });
    return encodeModel(foldBatchNorm(graph), { opset: 17, producer: ['ftn', 'bench'], metadata: {} });
  } finally {
    domain.dispose();
  }
}

/** onnxruntime of Python with the network that `predictSide` has, which has to be started before. @throws what `startPython` throws */
export async function onnxSide(python: string, setting: NetworkSetting): Promise<Side> {
  const folder = mkdtempSync(join(tmpdir(), 'ftn-bench-'));
  try {
    const model = join(folder, 'model.onnx');
    writeFileSync(model, mergedModel(setting));
    const packages = ['numpy', 'onnxruntime'];
    const script = 'onnx_predict.py';
    return await startPython('onnxruntime', { python, script, setting: { ...setting, model }, packages });
  } finally {
    // Read whole before it says that it is ready.
    rmSync(folder, { recursive: true, force: true });
  }
}
