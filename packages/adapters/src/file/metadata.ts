import { encodeSafetensors, type NamedTensors, parseStrictJson, plainJson } from '@ftn/checkpoints';
import type { ManifestBody } from './adapter-files.js';
import { type AdapterManifest, type LastingFields, lastingFields, requireLasting } from './manifest.js';

/**
 * The metadata of a network with a domain merged in, in safetensors and in ONNX alike: the fields of
 * adapter.json by their names, texts as they are and all else as JSON.
 */
export function networkMetadata(manifest: AdapterManifest | ManifestBody): Record<string, string> {
  const {
    format: _,
    version: __,
    integrity,
    counts: ___,
    layers: ____,
    ...told
  } = manifest as AdapterManifest;
  const fields = Object.entries(told).filter(([, value]) => value !== undefined);
  const words = fields.map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return {
    ...Object.fromEntries(words),
    ...(integrity === undefined ? {} : { adapter_sha256: integrity.tensors }),
  };
}

/** Fields whose words are no JSON. */
const plainWords: ReadonlySet<string> = new Set(['name', 'task']);

/**
 * What `networkMetadata` wrote into a file of another format, as far as it is true of whatever becomes of its tensors:
 * the task, the outputs, how images are prepared, the data. Nothing, for a file that was not written here.
 *
 * @throws FormatError that names a field which is not valid
 */
export function readNetworkMetadata(metadata: ReadonlyMap<string, string>, file: string): LastingFields {
  if (!metadata.has('network') || !metadata.has('outputs')) return {};
  const told = lastingFields.flatMap((field) => {
    const word = metadata.get(field);
    if (word === undefined) return [];
    const place = { file, what: `the metadata '${field}'`, offset: 8 };
    return [[field, plainWords.has(field) ? word : plainJson(parseStrictJson(word, place))] as const];
  });
  return requireLasting(Object.fromEntries(told), file);
}

/** The file of a merged network: its tensors, and what it is and how its images are prepared as metadata. */
export function encodeMergedNetwork(
  tensors: NamedTensors,
  manifest: AdapterManifest | ManifestBody,
): Uint8Array {
  // What PyTorch's readers look for.
  return encodeSafetensors(tensors, { format: 'pt', ...networkMetadata(manifest) });
}
