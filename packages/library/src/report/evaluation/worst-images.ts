import { basename } from 'node:path';
import type { ImageGrid, SampleGroup } from '@ftn/report';
import { createTask } from '@ftn/tasks';
import type { ShownImage } from '../../compare/shown-images.js';
import type { Evaluation, ImageResult } from '../../evaluate/evaluation.js';
import { displayName } from '../display-names.js';
import { type NumberMap, paintedTarget, paintingOf } from '../pictures/painting.js';

/** The images with the highest loss: under what they were taken for, or beside their truth and their map. */
export interface WorstImages {
  readonly samples: readonly SampleGroup[];
  readonly images: readonly ImageGrid[];
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

/** An image and how it did. */
interface Shown {
  readonly shown: ShownImage;
  readonly result: ImageResult;
}

/** A row for each image: itself, its truth, its prediction, in colours that mean the same in all. */
function gridOf(all: readonly Shown[], found: Evaluation, title: string): ImageGrid {
  const { task, classes, colors } = found.shown!;
  const target = paintedTarget(createTask(task, { classes }))!;
  const map = ({ width, height }: ShownImage, values: NumberMap['values']) => ({ width, height, values });
  const truths = all.map(({ shown }) => map(shown, shown.truth));
  const predicted = all.map(({ shown }) => map(shown, Object.values(shown.predictions)[0]!));
  const painting = paintingOf(target, { truths, predicted, classes, colors })!;
  const rows = all.map(({ shown, result }, i) => ({
    label: `${basename(result.image)}, ${result.loss.toFixed(3)}`,
    images: [shown, painting.draw(truths[i]!), painting.draw(predicted[i]!)],
  }));
  return { title, columns: ['image', 'truth', displayName(found.task)], rows, ...painting.key };
}

/** The worst images of an evaluation that was asked to show some; nothing where it was not. */
export function worstImages(found: Evaluation): WorstImages {
  const { shown, perImage, domain } = found;
  if (!shown) return { samples: [], images: [] };
  const all = perImage.flatMap((result) => {
    const image = shown.images.find(({ index }) => index === result.index);
    return image ? [{ shown: image, result }] : [];
  });
  const title = `The highest losses on ${domain}`;
  if (paintedTarget(createTask(shown.task, { classes: shown.classes })))
    return { samples: [], images: [gridOf(all, found, `${title}, with each one’s`)] };
  const images = all.map(({ shown: { width, height, rgb }, result: { image, decision } }) => {
    const { truth, predicted, confidence, correct } = decision!;
    const detail = `${predicted} ${percent(confidence)}${correct ? '' : `, is ${truth}`}`;
    return { caption: basename(image), detail, width, height, rgb, correct };
  });
  return { samples: [{ title, images }], images: [] };
}
