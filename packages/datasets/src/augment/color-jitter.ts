import type { RandomStream } from '@ftn/random';
import type { Pixels } from '../pixels/pixels.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './blend.js';
import { adjustHue } from './hue.js';

type ColorJitter = Extract<TransformStep, { kind: 'color-jitter' }>;

/** What colour jitter changes, and by how much. */
export interface Adjustment {
  readonly of: 'brightness' | 'contrast' | 'saturation' | 'hue';
  /** 1 leaves an image as it is, of hue 0. */
  readonly factor: number;
}

const adjust = {
  brightness: adjustBrightness,
  contrast: adjustContrast,
  saturation: adjustSaturation,
  hue: adjustHue,
} as const;

/** The factors a value of a step stands for: ±value about the middle, or from one to another. */
function range(of: Adjustment['of'], value: number | readonly [number, number]): readonly [number, number] {
  if (typeof value !== 'number') return value;
  return of === 'hue' ? [-value, value] : [Math.max(0, 1 - value), 1 + value];
}

/** Draws a factor for everything a step changes, in an order that is drawn, too (torchvision's ColorJitter). */
export function drawColorJitter(step: ColorJitter, random: RandomStream): Adjustment[] {
  const drawn = (['brightness', 'contrast', 'saturation', 'hue'] as const).flatMap((of) => {
    const value = step[of];
    return value === undefined ? [] : [{ of, factor: random.uniform(...range(of, value)) }];
  });
  return Array.from(random.permutation(drawn.length), (i) => drawn[i]!);
}

/** Changes an image by one adjustment after the other, to the byte as torchvision does to a PIL image. */
export const applyAdjustments = (image: Pixels, adjustments: readonly Adjustment[]): Pixels =>
  adjustments.reduce((changed, { of, factor }) => adjust[of](changed, factor), image);

/** What is wrong with a step, if anything. */
export function colorJitterProblem(step: ColorJitter): string | undefined {
  for (const of of ['brightness', 'contrast', 'saturation', 'hue'] as const) {
    const value = step[of];
    if (value === undefined) continue;
    const [low, high] = range(of, value);
    const bounds = of === 'hue' ? ([-0.5, 0.5] as const) : ([0, Number.MAX_VALUE] as const);
    const negative = typeof value === 'number' && value < 0;
    if (!negative && bounds[0] <= low && low <= high && high <= bounds[1]) continue;
    return of === 'hue'
      ? 'needs a hue of 0 to 0.5, or two numbers from −0.5 to 0.5'
      : `needs a ${of} from 0 up, or two such numbers, the smaller first`;
  }
  return undefined;
}
