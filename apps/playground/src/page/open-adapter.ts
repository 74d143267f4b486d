import { decodeText, FormatError, forTerminal } from '@ftn/errors';
import { unzipAdapter } from '../model/adapter-zip.js';
import type { AdapterPair } from '../model/domain-shelf.js';

/** Bytes beyond which a file is none of an adapter's of this page. */
const mostBytes = 64 * 2 ** 20;

const bytesOf = async (file: File) => new Uint8Array(await file.arrayBuffer());

/**
 * The adapter in chosen files: one zip, or adapter.json and adapter.safetensors.
 *
 * @throws FormatError for anything else, and for files far larger than an adapter's
 */
export async function readAdapter(
  files: readonly File[],
): Promise<{ readonly pair: AdapterPair; readonly file: string }> {
  const names = files.map(({ name }) => forTerminal(name));
  const large = files.findIndex(({ size }) => size > mostBytes);
  if (large >= 0)
    throw new FormatError('the file is too large for an adapter', {
      file: names[large]!,
      expected: 'at most 64 MiB',
    });
  const named = (end: string) => files.find(({ name }) => name.toLowerCase().endsWith(end));
  const zip = named('.zip');
  if (zip && files.length === 1)
    return { pair: unzipAdapter(await bytesOf(zip), names[0]!), file: names[0]! };
  const [json, tensors] = [named('.json'), named('.safetensors')];
  if (json && tensors && files.length === 2) {
    const text = decodeText(await bytesOf(json), forTerminal(json.name));
    return { pair: { 'adapter.json': text, 'adapter.safetensors': await bytesOf(tensors) }, file: '' };
  }
  throw new FormatError('these files are no adapter', {
    expected: 'one zip, or adapter.json and adapter.safetensors together',
    got: names.join(', '),
    hint: 'Choose the zip that was saved here, or both files at once.',
  });
}
