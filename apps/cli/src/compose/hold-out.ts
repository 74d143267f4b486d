import type { ImageDataset } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';

/** The images of a set at the given places, in that order. */
export function subset(dataset: ImageDataset, indices: readonly number[], name = dataset.name): ImageDataset {
  const at = (index: number) => indices[index]!;
  return {
    name,
    classes: dataset.classes,
    length: indices.length,
    label: (index) => dataset.label(at(index)),
    image: (index) => dataset.image(at(index)),
  };
}

/** The places of every class's images, class by class. */
function byClass(dataset: ImageDataset): number[][] {
  const places: number[][] = dataset.classes.map(() => []);
  for (let index = 0; index < dataset.length; index++) places[dataset.label(index)]!.push(index);
  return places;
}

const ascending = (a: number, b: number) => a - b;

/** The set with at most `limit` images of each class, the first of each. */
export function limited(dataset: ImageDataset, limit: number): ImageDataset {
  const kept = byClass(dataset).flatMap((places) => places.slice(0, limit));
  return subset(dataset, kept.sort(ascending));
}

/**
 * Splits a set in two, class by class: `share` of each class (rounded, at least one image where the class
 * has two) is held out. Which images depends on `seed` and the class alone.
 */
export function holdOut(
  dataset: ImageDataset,
  share: number,
  seed: number,
): { rest: ImageDataset; held: ImageDataset } {
  const rest: number[] = [];
  const held: number[] = [];
  byClass(dataset).forEach((places, label) => {
    const order = new RandomStream(seed, 'hold-out', dataset.classes[label]!).permutation(places.length);
    const count = places.length < 2 ? 0 : Math.max(1, Math.round(places.length * share));
    order.forEach((place, i) => {
      (i < count ? held : rest).push(places[place]!);
    });
  });
  return {
    rest: subset(dataset, rest.sort(ascending)),
    held: subset(dataset, held.sort(ascending), `${dataset.name} (held out)`),
  };
}
