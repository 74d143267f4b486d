import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AdapterFolder, readAdapterFolder } from '@ftn/adapters/node';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { UsageError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { encodeLycoris, encodePeft } from '@ftn/exchange';

/** Which adapter becomes LoRA of another library, and where it goes. */
export interface LoraOptions {
  /** The adapter's folder, or its run's. */
  readonly adapter: string;
  /** The folder for PEFT, or the .safetensors file for LyCORIS, to write. */
  readonly out: string;
}

/** An adapter that was written in another library's format. */
export interface WrittenLora {
  /** The folder or the file. */
  readonly file: string;
  /** The name of the network it belongs to, as torchvision has it. */
  readonly network: string;
  /** The length of its head: what the network's last layer has to have. */
  readonly outputs: number;
  /** Convolutions with LoRA. */
  readonly layers: number;
  /** Of the tensors' file. */
  readonly bytes: number;
}

const about = (read: AdapterFolder, file: string, bytes: number): WrittenLora => {
  const { network, outputs, layers } = read.manifest;
  return { file, network: network.name, outputs: outputs.length, layers: Object.keys(layers).length, bytes };
};

/**
 * Writes an adapter as PEFT's LoRA, exactly, into a folder of adapter_config.json and adapter_model.safetensors:
 *
 * ```ts
 * await exportPeft({ adapter: 'runs/flowers', out: 'flowers-peft' });
 * ```
 *
 * Neither the backbone's weights nor an engine is needed.
 *
 * @throws UsageError that names the layer which PEFT cannot hold, and where the folder holds an adapter of PEFT
 */
export async function exportPeft(options: LoraOptions): Promise<WrittenLora> {
  const folder = resolve(options.out);
  if (existsSync(join(folder, 'adapter_config.json'))) {
    throw new UsageError('this folder holds an adapter of PEFT', {
      file: folder,
      hint: 'Name a new folder.',
    });
  }
  const read = await readAdapterFolder(options.adapter);
  const files = encodePeft(read);
  await makeFolder(folder);
  // PEFT looks for the configuration first: it follows what it speaks of.
  await writeFileAtomic(join(folder, 'adapter_model.safetensors'), files['adapter_model.safetensors']);
  await writeFileAtomic(join(folder, 'adapter_config.json'), files['adapter_config.json']);
  return about(read, folder, files['adapter_model.safetensors'].length);
}

/**
 * Writes an adapter as a file of LyCORIS (LoCon), exactly, with its batch norms and head beside under the network's own
 * names; one that is there is replaced:
 *
 * ```ts
 * await exportLycoris({ adapter: 'runs/flowers', out: 'flowers.safetensors' });
 * ```
 *
 * @throws UsageError that names the layer which LyCORIS cannot hold
 */
export async function exportLycoris(options: LoraOptions): Promise<WrittenLora> {
  const file = resolve(options.out);
  const read = await readAdapterFolder(options.adapter);
  const bytes = encodeLycoris(read);
  await writeFileAtomic(file, bytes);
  return about(read, file, bytes.length);
}
