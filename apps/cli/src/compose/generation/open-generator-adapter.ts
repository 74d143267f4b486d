import { join } from 'node:path';
import type { Generator } from '@ftn/backbones';
import { decodeGeneratorDomain, type GeneratorDomain, type GeneratorManifest } from '@ftn/generation';
import { adapterFolder } from '../open-adapter.js';
import { readBytes } from '../read-bytes.js';

/** A generator's domain from its folder, over the generator it was trained over; errors name the file that does not fit. */
export async function openGeneratorAdapter(
  folder: string,
  generator: Generator,
): Promise<{ domain: GeneratorDomain; manifest: GeneratorManifest }> {
  const at = adapterFolder(folder);
  const [json, tensors] = await Promise.all(
    ['adapter.json', 'adapter.safetensors'].map((name) => readBytes(join(at, name))),
  );
  const files = { 'adapter.json': new TextDecoder().decode(json), 'adapter.safetensors': tensors! };
  return decodeGeneratorDomain(files, generator, at);
}
