import { resolve } from 'node:path';
import { readAdapterFolder } from '@ftn/adapters/node';
import { startEngine } from '@ftn/engine';
import { openAdapter } from '../adapter/open-adapter.js';
import { mergeGenerator } from '../generation/merge-generator.js';
import { type MergedFile, writeMerged } from './write-merged.js';

/** Which adapter to merge, and where the network goes. */
export interface MergeOptions {
  /** The adapter's folder, or its run's. */
  readonly adapter: string;
  /** The backbone's weights; default those that ship with the library. */
  readonly weights?: string | undefined;
  /** What a generator's adapter was trained over: a name that ships, or a file. */
  readonly generator?: string | undefined;
  /** The .safetensors file to write; one that is there is replaced. */
  readonly out: string;
}

/** A merged network's file, and what it is. */
export interface Merged extends MergedFile {
  /** The name of the network the adapter stood on. */
  readonly network: string;
  readonly task: string;
}

/**
 * Writes the frozen network and an adapter as one ordinary network, in torchvision's names (BigGAN's for a generator):
 *
 * ```ts
 * await merge({ adapter: 'runs/flowers', weights: 'resnet18.pth', out: 'flowers.safetensors' });
 * ```
 *
 * The file's metadata says all that the adapter says: task, outputs, preparation of images, data.
 */
export async function merge(options: MergeOptions): Promise<Merged> {
  const { adapter: folder, weights, generator } = options;
  const out = resolve(options.out);
  await startEngine();
  const read = await readAdapterFolder(folder);
  const { network, task } = read.manifest;
  if (network.kind === 'generator') {
    return { ...(await mergeGenerator(read, { generator, out })), network: network.name, task };
  }
  using adapter = await openAdapter(folder, weights, read);
  return { ...(await writeMerged(adapter.domain, adapter.manifest, out)), network: network.name, task };
}
