import { UsageError } from '@ftn/errors';
import { checkWrittenNumbers } from '../tensors/check-numbers.js';
import { compareNames } from '../tensors/compare-names.js';
import { bytesOf, checkTensor, type NamedTensors } from '../tensors/tensor-data.js';
import { safetensorsDtypes } from './dtypes.js';

const order = new Map([...safetensorsDtypes].map(([code, dtype], rank) => [dtype, { code, rank }]));

/**
 * The bytes of a safetensors file: 8 bytes of header length, a JSON header padded to 8 bytes, the tensors.
 *
 * Tensors stand by type, the widest first, then by name, so that each is aligned and equal maps give equal bytes
 * (the order of the format's own writer). Metadata are words by words.
 *
 * @throws DivergedError where a number is not finite or a running variance is below zero
 */
export function encodeSafetensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> | ReadonlyMap<string, string> = {},
): Uint8Array {
  const rank = (name: string) => order.get(tensors.get(name)!.dtype)!.rank;
  const names = [...tensors.keys()].sort((a, b) => rank(a) - rank(b) || compareNames(a, b));
  const entries: string[] = [];
  const words = metadata instanceof Map ? [...metadata] : Object.entries(metadata);
  if (words.length > 0) {
    words.sort(([a], [b]) => compareNames(a, b));
    entries.push(`"__metadata__":{${words.map((pair) => pair.map(quote).join(':')).join(',')}}`);
  }
  let end = 0;
  for (const name of names) {
    if (name === '__metadata__')
      throw new UsageError("no tensor may be called '__metadata__' in a safetensors file");
    const tensor = tensors.get(name)!;
    checkTensor(name, tensor);
    const start = end;
    end += tensor.data.byteLength;
    const dtype = order.get(tensor.dtype)!.code;
    const entry = { dtype, shape: tensor.shape, data_offsets: [start, end] };
    entries.push(`${quote(name)}:${JSON.stringify(entry)}`);
  }
  checkWrittenNumbers(tensors);
  const json = new TextEncoder().encode(`{${entries.join(',')}}`);
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + end).fill(0x20, 8 + json.length, 8 + headerBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, 8);
  let at = 8 + headerBytes;
  for (const name of names) {
    const bytes = bytesOf(tensors.get(name)!);
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function quote(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new UsageError(`${JSON.stringify(text)} is not text: half of a surrogate pair`);
  return JSON.stringify(text);
}
