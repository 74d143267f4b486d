import { UsageError } from '@ftn/errors';
import * as z from 'zod';

/** Height and width in pixels; one number stands for a square. */
export type InputSize = number | readonly [height: number, width: number];

/** One number each for red, green and blue. */
export type PerChannel = readonly [number, number, number];

/** One step of preparing an image for evaluation: the steps of @ftn/datasets that nothing random decides. */
export type InputStep =
  /** Stretches to exactly `size`. */
  | { readonly kind: 'resize'; readonly size: InputSize }
  /** Scales so that the shorter side is `size`; the longer one is ⌊size · longer / shorter⌋. */
  | { readonly kind: 'resize-shorter'; readonly size: number }
  /** Cuts the middle, from half of what is left over, rounded half to even; a smaller image is padded with black. */
  | { readonly kind: 'center-crop'; readonly size: InputSize }
  /** Adds `padding` pixels of `fill` (0–255, default 0) on each side. */
  | { readonly kind: 'pad'; readonly padding: number; readonly fill?: number }
  /** Replaces colour by its lightness (ITU-R 601-2, as Pillow). */
  | { readonly kind: 'grayscale' }
  /** (x · scale − mean) / std, by channel; the last step. */
  | { readonly kind: 'normalize'; readonly mean: PerChannel; readonly std: PerChannel };

/** How a photograph becomes the network's input, in numbers alone: nothing has to be looked up by a word. */
export interface InputDescription {
  readonly channels: 'RGB';
  /** How a file is decoded: turned upright by its EXIF orientation or as it is stored; what shines through. */
  readonly decode: { readonly orientation: 'exif' | 'stored'; readonly alpha: 'white' | 'dropped' };
  /** How every step that scales does it: as Pillow's BILINEAR, which averages where it shrinks. */
  readonly resize: { readonly filter: 'bilinear'; readonly antialias: true };
  /** What bytes of 0 to 255 are multiplied by before the normalisation: 1 / 255. */
  readonly scale: number;
  /** Height and width of the images the network was trained on. */
  readonly size: readonly [height: number, width: number];
  readonly steps: readonly InputStep[];
}

const side = z.int().min(1).max(16_384);
const size = z.union([side, z.tuple([side, side])], 'expected pixels, or height and width');
const channels = z.tuple([z.number(), z.number(), z.number()]);
const deviation = z.number().positive();

const step = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resize'), size }),
  z.strictObject({ kind: z.literal('resize-shorter'), size: side }),
  z.strictObject({ kind: z.literal('center-crop'), size }),
  z.strictObject({
    kind: z.literal('pad'),
    padding: z.int().min(0).max(4096),
    fill: z.int().min(0).max(255).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('grayscale') }),
  z.strictObject({
    kind: z.literal('normalize'),
    mean: channels,
    std: z.tuple([deviation, deviation, deviation]),
  }),
]);

const bytes = 1 / 255;
const lastNormalizes = (steps: readonly InputStep[]) =>
  steps.every(({ kind }, i) => (kind === 'normalize') === (i === steps.length - 1));

export const inputSchema: z.ZodType<InputDescription> = z.strictObject({
  channels: z.literal('RGB'),
  decode: z.strictObject({ orientation: z.enum(['exif', 'stored']), alpha: z.enum(['white', 'dropped']) }),
  resize: z.strictObject({ filter: z.literal('bilinear'), antialias: z.literal(true) }),
  scale: z.literal(bytes),
  size: z.tuple([side, side]),
  steps: z.array(step).min(1).max(32).refine(lastNormalizes, 'expected one normalization, as the last step'),
});

/** A step of any kind, as recipes hold them. */
export interface WrittenStep {
  readonly [field: string]: unknown;
  readonly kind: string;
}

/**
 * Spells out how images are prepared, from evaluation's steps and the size the network was trained on.
 *
 * @throws UsageError for a step that is random or has impossible numbers, and where the last is no normalization
 */
export function describeInput(
  steps: readonly WrittenStep[],
  size: InputSize,
  decode: Partial<InputDescription['decode']> = {},
): InputDescription {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  const parsed = inputSchema.safeParse({
    channels: 'RGB',
    decode: { orientation: 'exif', alpha: 'white', ...decode },
    resize: { filter: 'bilinear', antialias: true },
    scale: bytes,
    size: [height, width],
    steps,
  });
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const at = steps[Number(path[1])];
  throw new UsageError('an adapter file cannot describe this preprocessing', {
    expected: 'evaluation steps with a normalization as the last',
    got: at === undefined ? message : `${at.kind}: ${message}`,
  });
}

/** The mean and standard deviation an input is normalized by. */
export function normalizationOf({ steps }: InputDescription): { mean: PerChannel; std: PerChannel } {
  const last = steps.at(-1);
  return last?.kind === 'normalize' ? last : { mean: [0, 0, 0], std: [1, 1, 1] };
}
