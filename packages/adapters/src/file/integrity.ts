import { FormatError } from '@ftn/errors';
import type { AdapterManifest } from './manifest.js';

/** A value as canonical JSON (RFC 8785): keys by UTF-16 code units, no white space, numbers as JavaScript's. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** sha256 in hexadecimal digits. */
export async function sha256(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Over all that adapter.json says but this hash itself. */
function contentHash(manifest: AdapterManifest): Promise<string> {
  const { manifest: _own, ...integrity } = manifest.integrity;
  return sha256(canonicalJson({ ...manifest, integrity }));
}

/**
 * Over what makes an adapter the one it is, and stays as long as its tensors do: not how it was trained, how well it
 * does or where it came from. The metadata of adapter.safetensors names it.
 */
export function identityHash(manifest: Omit<AdapterManifest, 'integrity'>): Promise<string> {
  const { data: _, training: __, metrics: ___, library: ____, ...identity } = manifest;
  const { integrity: _____, ...rest } = identity as typeof identity & { integrity?: unknown };
  return sha256(canonicalJson(rest));
}

/** The manifest with the hash of its own content. */
export async function sealed<M extends AdapterManifest>(manifest: M): Promise<M> {
  const { tensors, file } = manifest.integrity;
  const own = await contentHash(manifest);
  return { ...manifest, integrity: { tensors, file, manifest: own } };
}

/**
 * Refuses an adapter.json that says anything else than when it was written.
 *
 * @throws FormatError that names the file
 */
export async function checkSeal(manifest: AdapterManifest, file: string): Promise<void> {
  if ((await contentHash(manifest)) === manifest.integrity.manifest) return;
  throw new FormatError('the content changed since it was written', {
    file,
    expected: `sha256 ${manifest.integrity.manifest?.slice(0, 12)} over its content`,
    hint: 'Copy the whole adapter folder again; to change what it says, write it with the library.',
  });
}
