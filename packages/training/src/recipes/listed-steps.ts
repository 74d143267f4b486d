import { heightAndWidth, type Size, type TransformStep } from '@ftn/datasets';
import { z } from 'zod';

const side = z.int().positive().max(16_384);
const size = z.union([side, z.tuple([side, side])]);
const pair = z.tuple([z.number(), z.number()]);
const factor = z.union([z.number(), pair]);
const padding = z.int().min(0).max(4096);
const fill = z.int().min(0).max(255);

/** A size alone, or fields of which it may be one; nothing where it is the input's. */
const sized = <S extends z.ZodRawShape>(shape: S) =>
  z
    .union([
      size.transform((value) => ({ size: value as Size | undefined })),
      z.strictObject({ size: size.optional(), ...shape }),
    ])
    .prefault({} as never);

/** One step as recipes write it, under its name: what may stand behind the name, and what it is for an input of a size. */
interface ListedStep {
  /** Whether chance has a part in it, so that images cannot be measured through it. */
  readonly random: boolean;
  readonly schema: z.ZodType;
  // The schema's own output, which the table's type cannot say of each row.
  readonly steps: (value: never, input: Size) => readonly TransformStep[];
}

const row = <S extends z.ZodType>(
  random: boolean,
  schema: S,
  step: (value: z.output<S>, input: Size) => TransformStep,
): ListedStep => ({ random, schema, steps: (value, input) => [step(value as z.output<S>, input)] });

/** Fields that were given: a step takes its own default for one that was not. */
const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

/** A number scales the shorter side, two stretch, as torchvision's Resize; without either it is the input's height and width. */
function resizing(to: Size | undefined, input: Size): TransformStep {
  if (typeof to === 'number') return { kind: 'resize-shorter', size: to };
  return { kind: 'resize', size: to ?? input };
}

/** The steps recipes may list, by torchvision's names for them. */
export const listedSteps: Readonly<Record<string, ListedStep>> = {
  resize: row(false, size.optional(), (to, input) => resizing(to as Size | undefined, input)),
  centerCrop: row(false, size.optional(), (of, input) => ({
    kind: 'center-crop',
    size: (of as Size | undefined) ?? input,
  })),
  pad: row(
    false,
    z.union([
      padding.transform((value) => ({ padding: value, fill: 0 })),
      z.strictObject({ padding, fill: fill.default(0) }),
    ]),
    (fields) => ({
      kind: 'pad',
      ...fields,
    }),
  ),
  grayscale: row(false, z.undefined(), () => ({ kind: 'grayscale' })),
  randomCrop: row(true, sized({ padding: padding.optional(), fill: fill.optional() }), (fields, input) => ({
    kind: 'random-crop',
    size: input,
    ...given(fields),
  })),
  randomResizedCrop: row(
    true,
    sized({ scale: pair.optional(), ratio: pair.optional() }),
    (fields, input) => ({
      kind: 'random-resized-crop',
      size: input,
      ...given(fields),
    }),
  ),
  randomHorizontalFlip: row(true, z.number().min(0).max(1).default(0.5), (p) => ({ kind: 'flip', p })),
  colorJitter: row(
    true,
    z.strictObject({ brightness: factor, contrast: factor, saturation: factor, hue: factor }).partial(),
    (fields) => ({ kind: 'color-jitter', ...given(fields) }),
  ),
  randAugment: row(
    true,
    z
      .strictObject({ numOps: z.int().positive(), magnitude: z.int().min(0).max(30) })
      .partial()
      .prefault({}),
    (fields) => ({ kind: 'rand-augment', ...given(fields) }),
  ),
};

/** A size in words: `224 × 224`. */
export const sizeText = (of: Size): string => heightAndWidth(of).join(' × ');
