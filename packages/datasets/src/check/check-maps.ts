import { FtnError } from '@ftn/errors';
import sharp from 'sharp';
import type { DenseKey } from '../dense/dense-sample.js';
import type { MapFile } from '../dense/maps/map-file.js';
import { requireVaried } from '../dense/maps/uniform-map.js';
import { type Problem, problemOf } from './problem.js';

/** An error for a map from which nothing can be learnt: training refuses it. */
export function uniformMap(key: DenseKey, data: ArrayLike<number>, file: MapFile): Problem[] {
  try {
    requireVaried(key, data, file);
    return [];
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    const hint = error.details.hint ?? 'Leave this sample out of the list.';
    return [problemOf('uniform-map', file.path, `${error.problem}: training refuses it`, hint)];
  }
}

/** A warning for an image that has maps and asks to be turned: its maps belong to the stored pixels, so it is not. */
export async function unturned(file: string, bytes: Uint8Array): Promise<Problem[]> {
  const { orientation } = await sharp(bytes)
    .metadata()
    .catch(() => ({ orientation: undefined }));
  if (!orientation || orientation === 1) return [];
  const problem = `carries EXIF orientation ${orientation}, which is not followed: maps belong to the pixels as they are stored`;
  const hint =
    'Leave it where its maps fit the stored pixels; else turn image and maps alike and remove the orientation.';
  return [problemOf('orientation', file, problem, hint)];
}
