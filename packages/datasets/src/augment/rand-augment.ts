import type { RandomStream } from '@ftn/random';
import type { Extent } from '../pixels/image-size.js';
import type { Pixels } from '../pixels/pixels.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { rotate, shear, translate } from './affine.js';
import { adjustBrightness, adjustContrast, adjustSaturation, adjustSharpness } from './blend.js';
import { autoContrast, equalize, posterize, solarize } from './lookup.js';

type RandAugment = Extract<TransformStep, { kind: 'rand-augment' }>;

/** Magnitudes run over 31 bins, as torchvision's default. */
const bins = 31;

/** The value at a bin of a range, in single precision from the nearer end as PyTorch's linspace. */
function bin(from: number, to: number, magnitude: number): number {
  const [start, end] = [Math.fround(from), Math.fround(to)];
  const step = Math.fround(Math.fround(end - start) / (bins - 1));
  return magnitude < bins / 2
    ? Math.fround(start + step * magnitude)
    : Math.fround(end - step * (bins - 1 - magnitude));
}

interface Operation {
  /** Its strength at a magnitude, 0 to 30, on an image of a size; 0 where it has none. */
  readonly strength?: (magnitude: number, size: Extent) => number;
  /** Whether the strength is turned round by chance. */
  readonly signed?: boolean;
  readonly apply: (image: Pixels, strength: number) => Pixels;
}

const signed = (strength: Operation['strength'] & {}, apply: Operation['apply']): Operation => ({
  strength,
  signed: true,
  apply,
});
const to = (end: number) => (magnitude: number) => bin(0, end, magnitude);
const share = 150 / 331;

/** The operations an image may meet, by torchvision's names and in its order. */
export const operations = {
  Identity: { apply: (image) => image },
  ShearX: signed(to(0.3), (image, x) => shear(image, { x })),
  ShearY: signed(to(0.3), (image, y) => shear(image, { y })),
  TranslateX: signed(
    (magnitude, { width }) => bin(0, share * width, magnitude),
    (image, x) => translate(image, { x: Math.trunc(x) }),
  ),
  TranslateY: signed(
    (magnitude, { height }) => bin(0, share * height, magnitude),
    (image, y) => translate(image, { y: Math.trunc(y) }),
  ),
  Rotate: signed(to(30), rotate),
  Brightness: signed(to(0.9), (image, by) => adjustBrightness(image, 1 + by)),
  Color: signed(to(0.9), (image, by) => adjustSaturation(image, 1 + by)),
  Contrast: signed(to(0.9), (image, by) => adjustContrast(image, 1 + by)),
  Sharpness: signed(to(0.9), (image, by) => adjustSharpness(image, 1 + by)),
  Posterize: {
    strength: (magnitude) => 8 - Math.round(magnitude / ((bins - 1) / 4)),
    apply: posterize,
  },
  Solarize: { strength: (magnitude) => bin(255, 0, magnitude), apply: solarize },
  AutoContrast: { apply: autoContrast },
  Equalize: { apply: equalize },
} as const satisfies Readonly<Record<string, Operation>>;

const names = Object.keys(operations) as (keyof typeof operations)[];

/** One operation of a draw. */
export interface Drawn {
  readonly name: keyof typeof operations;
  /** Whether its strength is turned round. */
  readonly negative: boolean;
}

/** Draws the operations an image meets, each any of all, with the sign of those that have one. */
export function drawRandAugment({ numOps = 2 }: RandAugment, random: RandomStream): Drawn[] {
  return Array.from({ length: numOps }, () => {
    const name = random.pick(names);
    const { signed: hasSign = false }: Operation = operations[name];
    return { name, negative: hasSign && random.chance(0.5) };
  });
}

/** Changes an image by the operations of a draw, to the byte as torchvision does to a PIL image without interpolation. */
export function applyRandAugment(image: Pixels, drawn: readonly Drawn[], magnitude: number): Pixels {
  return drawn.reduce((changed, { name, negative }) => {
    const { strength, apply }: Operation = operations[name];
    const value = strength?.(magnitude, image) ?? 0;
    return apply(changed, negative ? -value : value);
  }, image);
}

/** What is wrong with a step, if anything. */
export function randAugmentProblem({ numOps = 2, magnitude = 9 }: RandAugment): string | undefined {
  if (!Number.isInteger(numOps) || numOps < 1) return `needs one or more operations, got ${numOps}`;
  const fits = Number.isInteger(magnitude) && magnitude >= 0 && magnitude < bins;
  return fits ? undefined : `needs a magnitude of 0 to ${bins - 1}, got ${magnitude}`;
}
