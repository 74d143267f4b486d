import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalizationOf } from '@ftn/adapters';
import { l2Normalize } from '@ftn/ops';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel } from './encode/encode-model.js';
import { type Opset, opsets } from './encode/opsets.js';
import { type ExportOptions, exportDomain } from './export-domain.js';
import { denseNetwork, inMemory, livelyDomain, normals, pictures } from './testing/networks.js';
import { relativeDifference } from './testing/run-graph.js';
import { traceGraph } from './trace/trace-graph.js';

/** A Python with onnx and onnxruntime; FTN_PYTHON names another one than `python3`. */
const python = process.env.FTN_PYTHON ?? 'python3';
const hasRuntime = spawnSync(python, ['-c', 'import onnx, onnxruntime']).status === 0;
const skipped = hasRuntime
  ? ''
  : ' (skipped: this Python has no onnx and onnxruntime; FTN_PYTHON names another)';

/** Checks a model, runs it on float32 images and writes what it gives. */
const program = `
import json, sys
import numpy as np, onnx, onnxruntime
model, images, shape, out = sys.argv[1:]
onnx.checker.check_model(onnx.load(model), full_check=True)
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
x = np.fromfile(images, np.float32).reshape(json.loads(shape))
result = session.run(None, {session.get_inputs()[0].name: x})[0]
result.tofile(out)
print(json.dumps([list(result.shape), session.get_modelmeta().custom_metadata_map, session.get_outputs()[0].name]))
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ftn-onnx-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What onnxruntime makes of a model. */
function runByOnnxruntime(bytes: Uint8Array, images: tf.Tensor) {
  const [model, input, output] = ['model.onnx', 'x.bin', 'y.bin'].map((name) => join(folder, name));
  writeFileSync(model!, bytes);
  writeFileSync(input!, images.dataSync<'float32'>());
  const shape = JSON.stringify(images.shape);
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, model!, input!, shape, output!], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const [shapeOut, metadata, name] = JSON.parse(stdout) as [number[], Record<string, string>, string];
  const values = new Float32Array(new Uint8Array(readFileSync(output!)).buffer);
  return { values, shape: shapeOut, metadata, name };
}

async function differenceOf(backbone: string, size: number, options: ExportOptions) {
  const { domain, manifest, dispose } = await livelyDomain({ backbone, options: { rank: 4 }, size });
  const x = pictures(options.dynamicBatch ? 2 : 1, size);
  const result = runByOnnxruntime(exportDomain(domain, manifest, options).bytes, x);
  const expected = tf.tidy(() => {
    const { mean, std } = normalizationOf(manifest.input);
    const image = options.normalize ? tf.div(tf.sub(inMemory(x), [...mean]), [...std]) : inMemory(x);
    const { output } = domain.forward(image as tf.Tensor4D, 'eval');
    return (options.softmax ? tf.softmax(output) : output).dataSync();
  });
  const difference = relativeDifference(result.values, expected);
  x.dispose();
  dispose();
  return { difference, result };
}

describe.skipIf(!hasRuntime)(`onnxruntime${skipped}`, () => {
  it.each([
    ['resnet10-small', 64],
    ['resnet18', 224],
    ['resnet50', 224],
  ])('gives the logits of %s at %i pixels, with and without folding', async (backbone, size) => {
    const plain = await differenceOf(backbone, size, { dynamicBatch: true });
    expect(plain.difference).toBeLessThan(1e-4);
    expect(plain.result).toMatchObject({ shape: [2, 3], name: 'logits' });
    expect(JSON.parse(plain.result.metadata.classes!)).toEqual(['finch', 'owl', 'tern']);
    const folded = await differenceOf(backbone, size, { foldBatchNorm: true });
    expect(folded.difference).toBeLessThan(1e-4);
  });

  it('gives the map of a decoder, and no direction where the vector is zero', async () => {
    const { domain, manifest, dispose } = await livelyDomain({
      ...normals,
      backbone: 'resnet18',
      size: [96, 128],
    });
    const x = pictures(2, [96, 128]);
    for (const foldBatchNorm of [false, true]) {
      const { bytes } = exportDomain(domain, manifest, { dynamicBatch: true, foldBatchNorm });
      const result = runByOnnxruntime(bytes, x);
      const expected = tf.tidy(() => {
        const { output } = domain.forward(inMemory(x), 'eval');
        return tf.transpose(output, [0, 3, 1, 2]).dataSync();
      });
      expect(result).toMatchObject({ shape: [2, 3, 96, 128], name: 'output' });
      expect(relativeDifference(result.values, expected)).toBeLessThan(1e-4);
    }
    const unit = traceGraph(l2Normalize, { name: 'unit', weights: new Map(), size: [2, 2] });
    const black = tf.zeros([1, 3, 2, 2]);
    const details = { opset: 17, producer: ['ftn', '0'], metadata: {} } as const;
    expect([...runByOnnxruntime(encodeModel(unit, details), black).values]).toEqual(new Array(12).fill(0));
    tf.dispose([x, black]);
    dispose();
  });

  it.each(Object.keys(opsets).map(Number) as Opset[])('accepts opset %i', async (opset) => {
    const options = { opset, normalize: true, softmax: true, dynamicBatch: true };
    const { difference, result } = await differenceOf('resnet10-small', 64, options);
    expect(result.name).toBe('probabilities');
    expect(difference).toBeLessThan(1e-4);
    const { weights, forward, dispose } = denseNetwork();
    for (const dynamicBatch of [false, true]) {
      const x = pictures(dynamicBatch ? 2 : 1, 24);
      const graph = traceGraph(forward, { name: 'dense', weights, size: [24, 24], dynamicBatch });
      const dense = runByOnnxruntime(encodeModel(graph, { opset, producer: ['ftn', '0'], metadata: {} }), x);
      const expected = tf.tidy(() => tf.transpose(forward(inMemory(x)), [0, 3, 1, 2]));
      expect(dense.shape).toEqual(expected.shape);
      expect(relativeDifference(dense.values, expected.dataSync())).toBeLessThan(1e-4);
      tf.dispose([x, expected]);
    }
    dispose();
  });
});
