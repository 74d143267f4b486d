import { chmodSync, createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import type { OnBytes } from './download-wheel.js';

/** Decides by an entry's name whether it is unpacked. */
export type WantEntry = (name: string) => boolean;

/** How a wheel is unpacked. */
export interface UnpackOptions {
  /** Called with the bytes read so far. */
  readonly onBytes?: OnBytes;
  /** Waits for every file to reach the disk, so that a rename after it never shows an empty one. */
  readonly durable?: boolean;
  /** Aborting ends the unpacking. */
  readonly signal?: AbortSignal | undefined;
}

/** True for TensorFlow's C headers and what they include. */
export function isNeededHeader(name: string): boolean {
  return (
    /^tensorflow\/include\/tensorflow\/c\/(eager\/)?[^/]+\.h$/.test(name) ||
    /^tensorflow\/include\/xla\/tsl\/c\/[^/]+\.h$/.test(name) ||
    /^tensorflow\/include\/(tensorflow\/core|tsl)\/platform\/ctstring[^/]*\.h$/.test(name)
  );
}

function openZip(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

function entriesOf(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

/**
 * Streams the wanted entries of a zip file below `folder`, in the zip's own layout; memory use does not grow with
 * the entries.
 *
 * @returns the names unpacked
 */
export async function unpackWheel(
  path: string,
  folder: string,
  want: WantEntry,
  { onBytes, durable = false, signal }: UnpackOptions = {},
): Promise<string[]> {
  const zip = await openZip(path);
  try {
    const wanted = (await entriesOf(zip)).filter(
      (entry) => !entry.fileName.endsWith('/') && want(entry.fileName),
    );
    const total = wanted.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    let done = 0;
    for (const entry of wanted) {
      const file = normalize(join(folder, entry.fileName));
      if (!file.startsWith(normalize(folder) + sep))
        throw new Error(`${path} holds the path ${entry.fileName}`);
      mkdirSync(dirname(file), { recursive: true });
      const count = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          done += chunk.length;
          onBytes?.(done, total);
          next(null, chunk);
        },
      });
      const out = createWriteStream(file, { flush: durable });
      await pipeline(await openEntry(zip, entry), count, out, signal ? { signal } : {});
      // The zip keeps Unix permissions in the upper half; programs among CUDA's files need their execute bit.
      if ((entry.externalFileAttributes >>> 16) & 0o100) chmodSync(file, 0o755);
    }
    return wanted.map((entry) => entry.fileName);
  } finally {
    zip.close();
  }
}
