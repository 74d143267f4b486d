import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { PredictedMap } from '@ftn/library';
import { drawPrediction, type PictureFiles } from '@ftn/library/internal';
import { encodePng, renderImageGrid } from '@ftn/report';
import { rasterize } from './rasterize.js';

/** Writes a predicted map as pictures: alone, and beside its image with what the colours mean. */
export async function writePictures(
  map: PredictedMap,
  task: Parameters<typeof drawPrediction>[1],
  files: PictureFiles,
): Promise<void> {
  const drawn = drawPrediction(map, task);
  await writeFileAtomic(files.map, encodePng(drawn.map));
  const picture = renderImageGrid(drawn.grid, { width: 390, theme: 'light' });
  await writeFileAtomic(files.picture, rasterize(picture, { scale: 3 }));
}
