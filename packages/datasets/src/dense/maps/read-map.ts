import { extname } from 'node:path';
import { FormatError } from '@ftn/errors';
import { matVariable, readMat, readNpy } from '@ftn/formats';
import { readAnnotations } from '../../layouts/annotation-file.js';
import { decodeGrey, type Grey } from '../../pixels/decode-grey.js';
import { decodeImage } from '../../pixels/decode-image.js';
import { decodeIndices } from '../../pixels/decode-indices.js';
import type { DenseKey } from '../dense-sample.js';
import { inColours, readColours } from './label-colors.js';
import type { MapFile, ReadMap } from './map-file.js';
import { toDepth, toEdge, toLabels, toNormals } from './map-values.js';

/** Numbers as a file holds them. */
interface RawMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
  /** Whether they are bytes, of a picture or of an array: bytes encode numbers on another scale. */
  readonly bytes: boolean;
}

/**
 * Reads one map from its .png, .jpg, .mat or .npy file and checks its numbers.
 *
 * Whether anything can be learnt from it is `requireVaried`'s question.
 *
 * @throws FormatError with the file where it is broken, of another shape or kind, or holds numbers that the map
 *   cannot have (NaN, millimetres …)
 * @throws StorageError where it is missing
 */
export async function readMap(key: DenseKey, map: MapFile): Promise<ReadMap> {
  const { path } = map;
  const raw = await readRaw(key, map);
  const channels = key === 'normals' ? 3 : 1;
  if (raw.channels !== channels) {
    throw new FormatError(`the ${key} map has the wrong number of channels`, {
      file: path,
      expected: String(channels),
      got: String(raw.channels),
      hint: 'Check that the file is in the right folder.',
    });
  }
  const { height, width, data } = raw;
  switch (key) {
    case 'edge':
      return { height, width, data: toEdge(raw, path) };
    case 'labels':
      return { height, width, data: toLabels(data, map, path) };
    case 'normals':
      return { height, width, data: toNormals(raw, path) };
    case 'depth':
      return { height, width, data: toDepth(data, path) };
  }
}

async function readRaw(key: DenseKey, map: MapFile): Promise<RawMap> {
  const { path, variable } = map;
  const bytes = await readAnnotations(path);
  switch (extname(path).toLowerCase()) {
    case '.png':
      if (key === 'labels' && map.colors && inColours(bytes)) {
        return { ...(await readColours(bytes, map.colors, path)), channels: 1, bytes: true };
      }
      if (key === 'edge' || key === 'labels') {
        return { ...(await decodeIndices(bytes, path)), channels: 1, bytes: true };
      }
      if (key === 'depth') return inMetres(await decodeGrey(bytes, path), map.unitsPerMetre);
      return { ...(await decodeImage(bytes, path, { turn: false })), channels: 3, bytes: true };
    case '.jpg':
    case '.jpeg':
      return { ...(await decodeImage(bytes, path, { turn: false })), channels: 3, bytes: true };
    case '.mat': {
      const mat = readMat(bytes, { file: path });
      const { shape, data } = matVariable(mat, variable ?? key, 'numeric');
      return planar(shape, data, path);
    }
    case '.npy': {
      const { shape, data } = readNpy(bytes, { file: path });
      return planar(shape, data, path);
    }
    default:
      throw new FormatError('has a format that is not supported for maps', {
        file: path,
        expected: '.png, .jpg, .mat or .npy',
        hint: 'Convert the map.',
      });
  }
}

/** Distances as a picture holds them, whole numbers of a unit. */
function inMetres({ height, width, data }: Grey, unitsPerMetre = 1000): RawMap {
  return {
    ...{ height, width, channels: 1, bytes: false },
    data: Float32Array.from(data, (units) => units / unitsPerMetre),
  };
}

/** An array of height × width or height × width × channels. */
function planar(shape: readonly number[], data: ArrayLike<number | bigint>, file: string): RawMap {
  const [height, width, channels = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || !height || !width) {
    throw new FormatError('the array is not a map', {
      file,
      expected: 'height × width or height × width × channels',
      got: shape.join(' × ') || 'a single number',
      hint: 'Check that the file is in the right folder.',
    });
  }
  const wide = data instanceof BigInt64Array || data instanceof BigUint64Array;
  const numbers = wide ? Float64Array.from(data, Number) : (data as ArrayLike<number>);
  return { height, width, channels, data: numbers, bytes: data instanceof Uint8Array };
}
