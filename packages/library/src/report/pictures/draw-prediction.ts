import { UsageError } from '@ftn/errors';
import type { ImageGrid, RgbImage } from '@ftn/report';
import type { Task } from '@ftn/tasks';
import type { PredictedMap } from '../../predict/predict-image.js';
import { displayName } from '../display-names.js';
import { paintedTarget, paintingOf } from './painting.js';

/** Whether the predictions of a task are drawn; else they are printed. */
export const predictsMaps = (task: Pick<Task, 'targets'>): boolean => paintedTarget(task) !== undefined;

/** A prediction as pictures. */
export interface DrawnPrediction {
  /** The map alone, a pixel for each of the image's. */
  readonly map: RgbImage;
  /** Image and map beside each other with what the colours mean. */
  readonly grid: ImageGrid;
}

/**
 * What a task predicts of an image, in colours: classes by their colour, depths from near to far, edges in grey,
 * normals by their direction.
 *
 * @throws UsageError for a task that predicts no map
 */
export function drawPrediction(
  {
    values,
    width,
    height,
    rgb,
    colors,
  }: Pick<PredictedMap, 'values' | 'width' | 'height' | 'rgb' | 'colors'>,
  task: Pick<Task, 'name' | 'targets' | 'outputs'>,
): DrawnPrediction {
  const predicted = { values, width, height };
  const target = paintedTarget(task);
  const painting =
    target && paintingOf(target, { truths: [], predicted: [predicted], classes: task.outputs, colors });
  if (!painting) {
    throw new UsageError(`'${task.name}' does not predict a map`, {
      expected: 'a task that learns edges, labels, normals or depth',
    });
  }
  const map = painting.draw(predicted);
  const title = displayName(task.name);
  const rows = [{ label: '', images: [{ rgb, width, height }, map] }];
  return { map, grid: { title, columns: ['image', title], rows, ...painting.key } };
}
