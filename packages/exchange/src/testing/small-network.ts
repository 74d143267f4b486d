import { readFileSync } from 'node:fs';
import { Backbone, createArchitecture, weightShapes } from '@ftn/backbones';
import { formulaValues } from '@ftn/reliability';
import * as tf from '@tensorflow/tfjs-core';

interface Fixture {
  readonly size: number;
  readonly classes: number;
  readonly logits: Readonly<Record<'base' | 'peft' | 'locon' | 'tucker', readonly number[]>>;
  readonly fits: readonly {
    readonly name: string;
    readonly shape: readonly [outputs: number, inputs: number, size: number];
    readonly loraRank: number;
    readonly rank: number;
    readonly best: number;
    readonly median: number;
  }[];
}

const fixtureOf = (name: string) => new URL(`../__fixtures__/${name}`, import.meta.url);

/** Bytes of a file that scripts/references/lora.py wrote. */
export const fixtureBytes = (name: string) => new Uint8Array(readFileSync(fixtureOf(name)));

/** What scripts/references/lora.py got. */
export const fixture = JSON.parse(readFileSync(fixtureOf('lora.json'), 'utf8')) as Fixture;

/** The script's weights, by name and shape (OIHW). */
export function weightOf(name: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((n, length) => n * length, 1);
  const bound = Math.sqrt(6 / shape.slice(1).reduce((n, length) => n * length, 1));
  if (shape.length > 1) return formulaValues(name, size, (v) => v * bound);
  return formulaValues(name, size, (v) => (/\.(weight|running_var)$/.test(name) ? 1 + 0.5 * v : 0.2 * v));
}

/** resnet10-small with the script's weights. */
export function smallBackbone(): Backbone {
  const architecture = createArchitecture('resnet10-small');
  const weights = [...weightShapes(architecture)].map(([name, shape]) => {
    if (shape.length === 1) return [name, tf.tensor1d(weightOf(name, shape))] as const;
    const [height, width, inputs, outputs] = shape as [number, number, number, number];
    const oihw = tf.tensor4d(weightOf(name, [outputs, inputs, height, width]), [
      outputs,
      inputs,
      height,
      width,
    ]);
    const kernel = tf.transpose(oihw, [2, 3, 1, 0]);
    oihw.dispose();
    return [name, kernel] as const;
  });
  return new Backbone(architecture, new Map<string, tf.Tensor>(weights));
}

/** The script's images, N×H×W×3. */
export function images(): tf.Tensor4D {
  const { size } = fixture;
  const noise = formulaValues('input of lora', 2 * 3 * size * size, (v) => v * Math.sqrt(3));
  return tf.tidy(() => tf.transpose(tf.tensor4d(noise, [2, 3, size, size]), [0, 2, 3, 1]));
}

/** The largest difference of two lists of numbers, relative to the largest of the second. */
export function relativeDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  const [largest, difference] = Array.from(expected).reduce(
    ([most, far], value, i) => [Math.max(most, Math.abs(value)), Math.max(far, Math.abs(value - got[i]!))],
    [0, 0],
  );
  return difference / largest;
}
