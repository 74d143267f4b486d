import type { ImageGrid, SampleGroup, SampleImage } from '@ftn/report';
import { createTask, type Prediction } from '@ftn/tasks';
import type { System } from '@ftn/training';
import type { ShownImage, ShownTask } from '../../compare/shown-images.js';
import { systemLabel } from '../../recipes/plan-systems.js';
import { displayName, shownSystem } from '../display-names.js';
import { type NumberMap, paintedTarget, paintingOf } from './painting.js';
import { shrunk } from './shrink.js';

/** The most probable class of an image's logits, and its probability: softmax. */
function bestOf(logits: Prediction): { readonly label: number; readonly probability: number } {
  const high = Math.max(...logits);
  const sum = Float64Array.from(logits, (logit) => Math.exp(logit - high)).reduce((a, b) => a + b, 0);
  return { label: logits.indexOf(high), probability: 1 / sum };
}

/** A classified image with the class a system gives it. */
function sampleOf({ rgb, width, height, truth }: ShownImage, logits: Prediction, classes: readonly string[]) {
  const { label, probability } = bestOf(logits);
  const correct = label === truth[0];
  const detail = `${Math.round(100 * probability)} %${correct ? '' : `, is ${classes[truth[0]!]}`}`;
  return { caption: classes[label]!, detail, width, height, rgb, correct } satisfies SampleImage;
}

/** Images with their truth and the map of every system, in colours that mean the same in all of them. */
function gridOf(shown: ShownTask, systems: readonly System[], title: string): ImageGrid {
  const target = paintedTarget(createTask(shown.task, { classes: shown.classes }))!;
  const mapOf = ({ width, height }: ShownImage, values: Prediction): NumberMap => ({ values, width, height });
  const images = [...shown.images].sort((a, b) => a.index - b.index);
  const truths = images.map((image) => mapOf(image, image.truth));
  const predicted = images.flatMap((image) =>
    Object.values(image.predictions).map((values) => mapOf(image, values)),
  );
  const { classes, colors } = shown;
  const painting = paintingOf(target, { truths, predicted, classes, colors })!;
  const rows = images.map((image, i) => {
    const made = systems.map((system) => {
      const values = image.predictions[systemLabel(system)];
      return values ? shrunk(painting.draw(mapOf(image, values))) : null;
    });
    return {
      label: `${image.index + 1}`,
      images: [shrunk(image), shrunk(painting.draw(truths[i]!)), ...made],
    };
  });
  return { title, columns: ['image', 'truth', ...systems.map(shownSystem)], rows, ...painting.key };
}

/** Test images of a comparison as its page shows them. */
export interface ShownPictures {
  readonly samples: readonly SampleGroup[];
  readonly images: readonly ImageGrid[];
}

/**
 * Classified images with what the last system with a rank says of them (else the last), and maps of all systems beside
 * each other.
 */
export function shownPictures(all: readonly ShownTask[], systems: readonly System[]): ShownPictures {
  const samples: SampleGroup[] = [];
  const images: ImageGrid[] = [];
  const chosen = systems.filter(({ rank }) => rank !== null).at(-1) ?? systems.at(-1);
  const domains = new Set(all.map(({ domain }) => domain));
  for (const shown of all) {
    const { domain, task, classes } = shown;
    const where = domains.size > 1 ? ` on ${domain}` : '';
    if (paintedTarget(createTask(task, { classes })) !== undefined)
      images.push(gridOf(shown, systems, `${displayName(task)}${where}`));
    else if (chosen) {
      const title = `${shownSystem({ ...chosen, rank: null })} on ${domain}`;
      const made = [...shown.images]
        .sort((a, b) => a.index - b.index)
        .flatMap((image) => {
          const logits = image.predictions[systemLabel(chosen)];
          return logits ? [sampleOf(image, logits, classes)] : [];
        });
      samples.push({ title, images: made });
    }
  }
  return { samples, images };
}
