import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { PredictedMap } from '@ftn/library';
import { drawPrediction, type PictureFiles } from '@ftn/library/internal';
import { encodePng, renderImageGrid } from '@ftn/report';
import type { Task } from '@ftn/tasks';
import { rasterize } from './rasterize.js';

/** Writes a predicted map as a picture of its own, and beside its image with what the colours mean. */
export async function writePictures(predicted: PredictedMap, task: Task, files: PictureFiles): Promise<void> {
  const { map, grid } = drawPrediction(predicted, task);
  await writeFileAtomic(files.map, encodePng(map));
  await writeFileAtomic(
    files.picture,
    rasterize(renderImageGrid(grid, { width: 390, theme: 'light' }), { scale: 3 }),
  );
}
