import { join, resolve } from 'node:path';
import { type AdapterFolder, readAdapterFolder } from '@ftn/adapters/node';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { exportShared as encodeShared } from '@ftn/onnx';
import { adapterLabels } from '../adapter/adapter-labels.js';
import { requireBackbone } from '../adapter/open-adapter.js';
import { folderName } from '../files/folder-name.js';
import { openBackbone } from '../networks/open-backbone.js';
import { listOf } from '../one-or-several.js';
import type { ExportOptions } from './export-onnx.js';

/** Which adapters share one ONNX model, and how it is written. */
export interface SharedOptions extends Omit<ExportOptions, 'adapter' | 'out' | 'foldBatchNorm'> {
  /** The adapters' folders, or their runs', all over one network. */
  readonly adapter: string | readonly string[];
  /** The folder to write: network.onnx, and a .safetensors file for each adapter. */
  readonly out: string;
}

/** A shared ONNX model that was written. */
export interface SharedExport {
  readonly folder: string;
  /** network.onnx. */
  readonly file: string;
  readonly nodes: number;
  readonly bytes: number;
  /** What the model is fed besides the image: tensors of a domain. */
  readonly inputs: number;
  /** Each domain's file, and its size. */
  readonly domains: readonly { readonly domain: string; readonly file: string; readonly bytes: number }[];
}

/** The name of each adapter's file, none of which is another's. */
function fileNames(read: readonly AdapterFolder[]): string[] {
  const names = adapterLabels(read).map((label) => `${folderName(label)}.safetensors`);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice === undefined) return names;
  throw new UsageError('an adapter was given twice', { got: twice, hint: 'Name each once.' });
}

/**
 * Writes adapters as one ONNX model that holds the frozen network once, and a small file of tensors for each domain; to
 * switch is to feed another file's:
 *
 * ```ts
 * await exportShared({ adapter: ['runs/flowers', 'runs/birds'], weights: 'resnet18.pth', out: 'shared' });
 * ```
 *
 * @throws MismatchError for adapters over different networks or with different heads, UsageError that names the layer which
 * is changed by more than factors
 */
export async function exportShared(options: SharedOptions): Promise<SharedExport> {
  const { weights, size, opset, dynamicBatch = false, normalize = false, softmax = false } = options;
  const folder = resolve(options.out);
  const read: AdapterFolder[] = [];
  for (const one of listOf(options.adapter)) read.push(await readAdapterFolder(one));
  const [first] = read;
  if (!first) throw new UsageError('a shared model needs at least one adapter');
  const names = fileNames(read);
  const { name, outputStride } = requireBackbone(first).network;
  await startEngine();
  using backbone = await openBackbone({ name, weights, outputStride });
  const shape = { dynamicBatch, normalize, softmax, ...(size ? { size } : {}), ...(opset ? { opset } : {}) };
  const { bytes, graph, domains } = await encodeShared(backbone, read, shape);
  await makeFolder(folder);
  const file = join(folder, 'network.onnx');
  await writeFileAtomic(file, bytes);
  for (const [n, tensors] of domains.entries()) await writeFileAtomic(join(folder, names[n]!), tensors);
  const written = domains.map((tensors, n) => {
    const domain = read[n]!.manifest.name;
    return { domain, file: join(folder, names[n]!), bytes: tensors.length };
  });
  const inputs = graph.inputs.length - 1;
  return { folder, file, nodes: graph.nodes.length, bytes: bytes.length, inputs, domains: written };
}
