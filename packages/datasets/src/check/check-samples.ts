import { FtnError } from '@ftn/errors';
import { denseKeys } from '../dense/dense-sample.js';
import type { MapFiles } from '../dense/maps/map-file.js';
import { readMap } from '../dense/maps/read-map.js';
import { sizeMismatch } from '../dense/read-dense-files.js';
import { decodeImage } from '../pixels/decode-image.js';
import { readImageFile } from '../pixels/read-image-file.js';
import { uniformMap, unturned } from './check-maps.js';
import { mapAtOnce } from './map-at-once.js';
import { type Problem, type ProblemCode, problemFrom } from './problem.js';

/** Samples read at once: a bound on memory. */
const AT_ONCE = 4;

/** An image and its maps. */
interface SampleFiles {
  readonly image: string;
  readonly maps: MapFiles;
}

/** Everything wrong with images and their maps: broken files, other sizes, numbers that no such map has. */
export async function checkSamples(
  samples: readonly SampleFiles[],
  onSample?: (done: number, total: number) => void,
): Promise<Problem[]> {
  let done = 0;
  const found = await mapAtOnce(samples, AT_ONCE, async (sample) => {
    const wrong = await checkSample(sample);
    onSample?.(++done, samples.length);
    return wrong;
  });
  return found.flat();
}

async function checkSample({ image, maps }: SampleFiles): Promise<Problem[]> {
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
