import type { AdapterFiles } from '@ftn/adapters';
import { decodeText, FormatError, forFileName } from '@ftn/errors';
import { strToU8, unzipSync, zipSync } from 'fflate';
import type { AdapterPair } from './domain-shelf.js';

const wanted = ['adapter.json', 'adapter.safetensors'] as const;

/** Bytes beyond which a part is none of an adapter's of this page: what is larger is not unpacked. */
const largest = 64 * 2 ** 20;

/** A folder with an adapter's three files, zipped: unpacked, it is what `loadModel` and the command read. */
export function zipAdapter(name: string, files: AdapterFiles): Uint8Array<ArrayBuffer> {
  const folder = forFileName(name);
  const entries = Object.entries(files).map(([file, content]) => [
    `${folder}/${file}`,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  // The same bytes for the same adapter, whenever it is saved; 1980 is the first year a zip can name.
  return zipSync(Object.fromEntries(entries), {
    level: 6,
    mtime: new Date(1980, 0, 1),
  }) as Uint8Array<ArrayBuffer>;
}

/**
 * The files of the adapter in a zip, in whichever folder they lie.
 *
 * @throws FormatError where the bytes are no zip, hold no adapter or more than one, or claim to be far larger than one
 */
export function unzipAdapter(bytes: Uint8Array, file: string): AdapterPair {
  const refuse = (problem: string, details: object): never => {
    const hint = 'Choose the zip that was saved here, or the two files of an adapter.';
    throw new FormatError(problem, { file, hint, ...details });
  };
  const found = new Map<string, Uint8Array>();
  try {
    const parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        const part = wanted.find((one) => name === one || name.endsWith(`/${one}`));
        if (part === undefined || name.startsWith('__MACOSX/')) return false;
        if (originalSize > largest) {
          refuse(`'${part}' in the zip is too large`, {
            expected: `at most ${largest} bytes`,
            got: String(originalSize),
          });
        }
        return true;
      },
    });
    for (const [name, content] of Object.entries(parts)) {
      const part = name.split('/').at(-1)!;
      if (found.has(part)) refuse('the zip holds several adapters', { expected: 'one' });
      found.set(part, content);
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    refuse('the zip cannot be read', { expected: 'a whole zip', cause });
  }
  const missing = wanted.find((part) => !found.has(part));
  if (missing !== undefined)
    refuse('the zip holds no adapter', { expected: wanted.join(' and '), got: `no ${missing}` });
  return {
    'adapter.json': decodeText(found.get('adapter.json')!, file),
    'adapter.safetensors': found.get('adapter.safetensors')!,
  };
}
