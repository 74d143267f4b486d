import { encodeSafetensors, type NamedTensors } from '@ftn/checkpoints';
import type { ManifestBody } from './adapter-files.js';
import type { AdapterManifest } from './manifest.js';

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

/** The file of a merged network: its tensors, and what it is and how its images are prepared as metadata. */
export function encodeMergedNetwork(
  tensors: NamedTensors,
  manifest: AdapterManifest | ManifestBody,
): Uint8Array {
  // What PyTorch's readers look for.
  return encodeSafetensors(tensors, { format: 'pt', ...networkMetadata(manifest) });
}
