import { type AdapterFiles, decodeAdapter, encodeAdapter, type ManifestBody } from '../index.js';

/** The files of an adapter that says something else and vouches for it: what only a wrong writer would make. */
export async function rewritten(
  files: AdapterFiles,
  change: (body: Record<string, unknown>) => void,
): Promise<AdapterFiles> {
  const { manifest, tensors } = await decodeAdapter(files);
  const { format: _, version: __, integrity: ___, ...body } = structuredClone(manifest);
  change(body as unknown as Record<string, unknown>);
  return encodeAdapter(body as ManifestBody, tensors);
}
