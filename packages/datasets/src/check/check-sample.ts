import { FtnError } from '@ftn/errors';
import { denseKeys } from '../dense/dense-sample.js';
import type { MapFiles } from '../dense/maps/map-file.js';
import { readMap } from '../dense/maps/read-map.js';
import { sizeMismatch } from '../dense/read-dense-files.js';
import { decodeImage } from '../pixels/decode-image.js';
import { readImageFile } from '../pixels/read-image-file.js';
import { uniformMap, unturned } from './check-maps.js';
import { type Problem, type ProblemCode, problemFrom } from './problem.js';

/** Everything wrong with an image and its maps: broken files, other sizes, numbers that no such map has. */
export async function checkSample({
  image,
  maps,
}: {
  readonly image: string;
  readonly maps: MapFiles;
}): Promise<Problem[]> {
  const problems: Problem[] = [];
  const attempt = async <T>(
    code: ProblemCode,
    file: string,
    read: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!FtnError.isInstance(error)) throw error;
      problems.push(problemFrom(code, error, file));
      return undefined;
    }
  };
  const pixels = await attempt('broken-image', image, async () => {
    const bytes = await readImageFile(image);
    problems.push(...(await unturned(image, bytes)));
    return decodeImage(bytes, image, { turn: false });
  });
  for (const key of denseKeys) {
    const file = maps[key];
    if (!file) continue;
    const map = await attempt('broken-map', file.path, () => readMap(key, file));
    if (map) problems.push(...uniformMap(key, map.data, file));
    if (!map || !pixels || (map.height === pixels.height && map.width === pixels.width)) continue;
    problems.push(problemFrom('broken-map', sizeMismatch(key, file.path, map, pixels), file.path));
  }
  return problems;
}
