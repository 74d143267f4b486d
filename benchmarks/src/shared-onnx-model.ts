// The files that the shared ONNX model is timed by: the model with a file for each domain, and each domain's own model, merged.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeAdapter, describeInput, encodeDomain } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { exportDomain, exportShared } from '@ftn/onnx';
import { RandomStream } from '@ftn/random';
import { add, type Tensor4D, tensor, tensor4d, tidy, transpose } from '@tensorflow/tfjs-core';
import { domainOf, noise } from './subject.js';

/** What is timed. */
export interface SharedSubject {
  readonly backbone: string;
  readonly rank: number;
  readonly size: number;
  readonly domains: number;
}

/** What was written. */
export interface WrittenModels {
  readonly names: readonly string[];
  /** Logits of the one image, by domain, as the engine here computes them unmerged. */
  readonly logits: ReadonlyMap<string, Float32Array>;
  readonly bytes: { readonly network: number; readonly domain: number; readonly merged: number };
}

/** Writes network.onnx, and for each domain NAME.safetensors and NAME.onnx, beside the image x.bin, in NCHW. */
export async function writeSharedModels(folder: string, subject: SharedSubject): Promise<WrittenModels> {
  const { size, rank } = subject;
  using backbone = Backbone.random(
    createArchitecture(subject.backbone),
    new RandomStream(0, 'a shared model'),
  );
  const { images } = noise(1, size);
  const x = tensor4d(images, [1, size, size, 3]);
  const pixels = tidy(() => transpose(x, [0, 3, 1, 2]).dataSync<'float32'>());
  await writeFile(join(folder, 'x.bin'), pixels);
  const names = Array.from({ length: subject.domains }, (_, i) => `domain-${i}`);
  const adapters = [];
  const logits = new Map<string, Float32Array>();
  const input = describeInput([{ kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] }], size);
  let merged = 0;
  for (const name of names) {
    using domain = domainOf(backbone, rank, name);
    for (const { name: parameter, variable } of domain.parameters()) {
      const moved = new RandomStream('moved', name, parameter).normals(variable.size, 0.02);
      tidy(() => variable.assign(add(variable, tensor(moved, variable.shape))));
    }
    logits.set(
      name,
      tidy(() => domain.forward(x as Tensor4D, 'eval').output.dataSync<'float32'>()),
    );
    const adapter = await decodeAdapter(await encodeDomain(domain, { input }));
    adapters.push(adapter);
    const { bytes } = exportDomain(domain, adapter.manifest as never);
    merged = bytes.length;
    await writeFile(join(folder, `${name}.onnx`), bytes);
  }
  x.dispose();
  const shared = await exportShared(backbone, adapters);
  await writeFile(join(folder, 'network.onnx'), shared.bytes);
  for (const [i, bytes] of shared.domains.entries())
    await writeFile(join(folder, `${names[i]}.safetensors`), bytes);
  const bytes = { network: shared.bytes.length, domain: shared.domains[0]!.length, merged };
  return { names, logits, bytes };
}
