import { fromFileTensor, toFileTensors } from '@ftn/adapters';
import {
  type BigGanConfig,
  bigGanGenerator,
  checkShapes,
  Generator,
  generatorShapes,
  type Weights,
} from '@ftn/backbones';
import {
  checkReadNumbers,
  findPrefix,
  fromFloat32,
  hashTensors,
  type NamedTensors,
  type TensorData,
  toFloat32,
} from '@ftn/checkpoints';
import { MismatchError } from '@ftn/errors';
import type { Tensor } from '@tensorflow/tfjs-core';
import { recogniseGenerator } from './recognise-generator.js';

/** How a generator is read from tensors. */
export interface ReadGeneratorOptions {
  /** What errors call the tensors' file. */
  readonly file?: string;
  /** What the generator must be, e.g. `{ width: 96 }`; what is not named may be anything. */
  readonly expected?: Partial<BigGanConfig>;
}

const inMemory = ({ shape }: TensorData) =>
  shape.length === 4 ? [2, 3, 1, 0].map((axis) => shape[axis]!) : shape;

function requireExpected(config: BigGanConfig, { expected = {}, file }: ReadGeneratorOptions): void {
  for (const [key, wanted] of Object.entries(expected)) {
    const got = config[key as keyof BigGanConfig];
    if (String(got) === String(wanted)) continue;
    throw new MismatchError(`the generator has a different ${key}`, {
      ...(file === undefined ? {} : { file }),
      expected: String(wanted),
      got: String(got),
      hint: 'Give the checkpoint of the generator that was meant.',
    });
  }
}

/** What a generator is called in files: `biggan128`, `biggan64-w12`. */
export function generatorName({ resolution, width }: BigGanConfig): string {
  return resolution === 128 && width === 96 ? 'biggan128' : `biggan${resolution}-w${width}`;
}

/**
 * A generator from a file's tensors in the names of the authors' checkpoints (kernels OIHW): its resolution, width and
 * other numbers are read off them. Spectral norms are taken by the published rule of evaluation; a file without `u0` holds
 * weights they were already divided out of. Singular values (`sv0`) may be missing, and words may stand before all names
 * (`module.`).
 *
 * @throws MismatchError where the tensors are of something else, or the generator is not the expected one
 */
export function generatorFromTensors(given: NamedTensors, options: ReadGeneratorOptions = {}): Generator {
  const { file } = options;
  const tensors = withSpectralValues(withoutPrefix(given, file));
  const config = recogniseGenerator(tensors, file);
  requireExpected(config, options);
  const architecture = bigGanGenerator(generatorName(config), config);
  const raw = [...tensors.keys()].some((name) => name.endsWith('.u0'));
  const found = new Map([...tensors].map(([name, data]) => [name, { shape: inMemory(data) }]));
  checkReadNumbers(tensors, file);
  checkShapes(
    `the generator ${architecture.name}`,
    generatorShapes(architecture, raw),
    found,
    file,
    () => whole,
  );
  const loaded = new Map<string, Tensor>();
  try {
    for (const [name, data] of tensors) loaded.set(name, fromFileTensor(data));
    const generator = Generator.from(architecture, loaded, file);
    hashes.set(generator, hashOf(tensors));
    return generator;
  } finally {
    for (const tensor of loaded.values()) tensor.dispose();
  }
}

/** Weights as files keep them, float32 or half floats, kernels OIHW. */
export function generatorToTensors(weights: Weights, dtype: 'float32' | 'float16' = 'float32'): NamedTensors {
  const tensors = toFileTensors(weights);
  if (dtype === 'float32') return tensors;
  return new Map(
    [...tensors].map(([name, { data, shape }]) => [name, fromFloat32(data as Float32Array, shape, dtype)]),
  );
}

/** Names every generator has, whatever its size. */
const marks = ['shared.weight', 'linear.weight', 'output_layer.0.gain'];

/** The tensors below the words a file puts before a network's own names, such as `module.`. */
function withoutPrefix(tensors: NamedTensors, file?: string): NamedTensors {
  const prefix = findPrefix(tensors.keys(), marks, file);
  if (prefix === '') return tensors;
  return new Map(
    [...tensors].flatMap(([name, data]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), data] as const] : [],
    ),
  );
}

/** Singular values are written for the eye alone: a file that has the vectors without them lacks nothing. */
function withSpectralValues(tensors: NamedTensors): NamedTensors {
  const whole = new Map(tensors);
  for (const name of tensors.keys()) {
    const value = name.replace(/\.u0$/, '.sv0');
    if (value !== name && !whole.has(value)) whole.set(value, fromFloat32(Float32Array.of(1), [1]));
  }
  return whole;
}

/** What to do about tensors that do not fit. */
const whole = 'Give the whole checkpoint of one generator, as it was saved or converted: G.pth or G_ema.pth.';

const hashes = new WeakMap<Generator, Promise<string>>();

/** Over the values as float32, so that the same numbers in another type are the same generator; `sv0` is never used. */
function hashOf(tensors: NamedTensors): Promise<string> {
  const used = [...tensors].filter(([name]) => !name.endsWith('.sv0'));
  return hashTensors(
    new Map(used.map(([name, tensor]) => [name, fromFloat32(toFloat32(tensor), tensor.shape)])),
  );
}

/** The sha256 a domain's file names its generator by: of the file's numbers, before spectral norms. */
export function generatorHash(generator: Generator): Promise<string> {
  const known = hashes.get(generator) ?? hashOf(toFileTensors(generator.weights));
  hashes.set(generator, known);
  return known;
}
