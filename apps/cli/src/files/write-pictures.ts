import { dirname } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { makeFolder } from '@ftn/errors/node';
import type { PredictedMap } from '@ftn/library';
import { drawPrediction, encodePrediction, type PlannedFiles } from '@ftn/library/internal';
import { renderImageGrid } from '@ftn/report';
import { rasterize } from './rasterize.js';

/** Writes a predicted map: as files for programs, and beside its image with what the colours mean. */
export async function writePictures(
  map: PredictedMap,
  task: Parameters<typeof drawPrediction>[1],
  { files }: PlannedFiles,
): Promise<void> {
  const picture = files['picture.png']!;
  await makeFolder(dirname(picture));
  for (const { ending, bytes } of encodePrediction(map, task)) await writeFileAtomic(files[ending]!, bytes);
  const grid = renderImageGrid(drawPrediction(map, task).grid, { width: 390, theme: 'light' });
  await writeFileAtomic(picture, rasterize(grid, { scale: 3 }));
}
