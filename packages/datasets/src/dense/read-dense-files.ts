import { MismatchError } from '@ftn/errors';
import { decodeImage } from '../pixels/decode-image.js';
import type { Decoding } from '../pixels/decoding.js';
import { readImageFile } from '../pixels/read-image-file.js';
import type { DenseKey, DenseSample } from './dense-sample.js';
import type { MapFiles } from './maps/map-file.js';
import { readMap } from './maps/read-map.js';

/**
 * Reads an image and those of its maps that are asked for, all as their pixels are stored: maps belong to the stored pixels,
 * so that an EXIF orientation is not followed.
 *
 * @throws MismatchError where their sizes differ.
 */
export async function readDenseFiles(
  image: string,
  maps: MapFiles,
  keys: readonly DenseKey[],
  decode?: Decoding,
): Promise<DenseSample> {
  const { data, height, width } = await decodeImage(await readImageFile(image), image, {
    turn: false,
    decode,
  });
  const read: Partial<Record<DenseKey, Uint8Array | Float32Array>> = {};
  for (const key of keys) {
    const file = maps[key];
    if (!file) continue;
    const map = await readMap(key, file);
    if (map.height !== height || map.width !== width)
      throw sizeMismatch(key, file.path, map, { height, width });
    read[key] = map.data;
  }
  return { height, width, image: data, ...(read as Partial<DenseSample>) };
}

interface Extent {
  readonly height: number;
  readonly width: number;
}

/** A map that is not as large as its image. */
export function sizeMismatch(key: DenseKey, file: string, map: Extent, image: Extent): MismatchError {
  return new MismatchError(`the ${key} map differs in size from its image`, {
    file,
    expected: `${image.height} × ${image.width}`,
    got: `${map.height} × ${map.width}`,
    hint: 'Get both files from the same packaging.',
  });
}
