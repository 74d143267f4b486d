import type { ImageDataset } from '@ftn/datasets/memory';
import { MismatchError } from '@ftn/errors';
import type { PixelImage } from '../model/pixel-image.js';

/** An image with the class it shows. */
interface Photograph {
  /** An index into the classes. */
  readonly label: number;
  readonly image: PixelImage;
}

/** Photographs of a domain to be trained. */
export interface Photographs {
  readonly name: string;
  readonly classes: readonly string[];
  readonly images: readonly Photograph[];
}

/** Of how many photographs of a class one is held out to be measured on; classes with fewer give none. */
const oneOf = 5;

/**
 * Photographs apart by use: every fifth of a class is held out.
 *
 * @throws MismatchError for fewer than two classes, and for a class without a photograph
 */
export function splitPhotographs({ name, classes, images }: Photographs): {
  readonly train: ImageDataset;
  /** Null where no class has five. */
  readonly heldOut: ImageDataset | null;
} {
  const hint = 'Add photographs, or take the class away.';
  if (classes.length < 2) {
    throw new MismatchError('there is nothing to tell apart', {
      expected: '2 or more classes',
      got: String(classes.length),
    });
  }
  const counts = classes.map(() => 0);
  const [train, heldOut]: [Photograph[], Photograph[]] = [[], []];
  for (const photograph of images) {
    const count = ++counts[photograph.label]!;
    (count % oneOf === 0 ? heldOut : train).push(photograph);
  }
  const empty = counts.findIndex((count) => count < 2);
  if (empty >= 0) {
    throw new MismatchError(`the class '${classes[empty]}' has too few photographs`, {
      expected: '2 or more, better 5 to 30',
      got: String(counts[empty]),
      hint,
    });
  }
  const of = (list: readonly Photograph[]): ImageDataset => ({
    name,
    classes,
    length: list.length,
    label: (index) => list[index]!.label,
    image: (index) => list[index]!.image,
  });
  return { train: of(train), heldOut: heldOut.length === 0 ? null : of(heldOut) };
}
