import { MismatchError, UsageError } from '@ftn/errors';

/** Numbers of an image or a map, as any reader or network gives them. */
export type Pixels = Float32Array | Float64Array | Uint8Array | Uint8ClampedArray | Uint16Array | Int32Array;

/** One image or map: `data` holds height × width × channels numbers, row by row, channels last. */
export interface Image<Data extends Pixels = Pixels> {
  readonly data: Data;
  readonly height: number;
  readonly width: number;
  /** 1 when absent. */
  readonly channels?: number;
}

/**
 * The size of a prediction and its ground truth, once it is sure that they share it.
 * @throws UsageError for a size that is not whole; MismatchError for data of another length or two sizes.
 */
export function sharedSize(prediction: Image, truth: Image): Required<Omit<Image, 'data'>> {
  const [a, b] = [sizeOf(prediction, 'prediction'), sizeOf(truth, 'ground truth')];
  if (a.height !== b.height || a.width !== b.width || a.channels !== b.channels) {
    throw new MismatchError('the prediction and its ground truth differ in size', {
      expected: describe(b),
      got: describe(a),
      hint: 'Bring the prediction to the size of the ground truth first.',
    });
  }
  return a;
}

function sizeOf({ data, height, width, channels = 1 }: Image, name: string): Required<Omit<Image, 'data'>> {
  for (const side of [height, width, channels]) {
    if (Number.isInteger(side) && side > 0) continue;
    throw new UsageError(`invalid size of a ${name}`, {
      expected: 'a positive height, width and number of channels',
      got: describe({ height, width, channels }),
    });
  }
  if (data.length !== height * width * channels) {
    throw new MismatchError(`the ${name} does not match its size`, {
      expected: `${height * width * channels} for ${describe({ height, width, channels })}`,
      got: String(data.length),
    });
  }
  return { height, width, channels };
}

function describe({ height, width, channels }: Required<Omit<Image, 'data'>>): string {
  return `${height} × ${width}${channels === 1 ? '' : ` × ${channels}`}`;
}

/** @throws MismatchError naming the first number that is NaN or infinite. */
export function requireFinite(data: Pixels, name: string): void {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i]!)) continue;
    throw new MismatchError(`the ${name} holds a non-finite number at index ${i}`, {
      got: String(data[i]),
    });
  }
}

/** @throws MismatchError when two arrays that go together differ in length. */
export function requireSameLength(prediction: ArrayLike<number>, truth: ArrayLike<number>): void {
  if (prediction.length === truth.length) return;
  throw new MismatchError('the prediction and its ground truth differ in size', {
    expected: `${truth.length} numbers`,
    got: String(prediction.length),
    hint: 'Bring the prediction to the size of the ground truth first.',
  });
}
