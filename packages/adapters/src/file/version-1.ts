import * as z from 'zod';
import { describeInput, type InputDescription, type InputStep } from './input.js';
import {
  type AdapterManifest,
  type BackboneManifest,
  deltaPlaces,
  type GeneratorManifest,
  problemOf,
  refuse,
  trainedLinears,
} from './manifest.js';

const text = z.string().min(1);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
const side = z.int().positive();
const deviation = z.number().positive();
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const common = {
  version: z.literal(1),
  name: text,
  method: text,
  options: z.record(z.string(), scalar),
  layers: z.record(z.string(), z.int().positive().nullable()),
  classes: z.array(text).min(1),
  metrics: z.record(z.string(), z.number()),
  sha256: hash,
  library: text,
};

/** Words for how an image reaches the network's size, and what each meant. */
const words = {
  'imagenet-evaluation': (size) => {
    const [height, width] = pair(size);
    if (height !== width) return [{ kind: 'resize', size }];
    return [
      { kind: 'resize-shorter', size: Math.round((height * 8) / 7) },
      { kind: 'center-crop', size },
    ];
  },
  'taps-evaluation': (size) => [
    { kind: 'resize-shorter', size: Math.min(...pair(size)) },
    { kind: 'center-crop', size },
  ],
  'cropped-evaluation': (size) => [{ kind: 'resize', size }],
  'small-evaluation': (size) => [{ kind: 'resize', size }],
  'dense-evaluation': () => [],
  'dense-resized-evaluation': (size) => [{ kind: 'resize', size }],
} as const satisfies Record<string, (size: Size) => InputStep[]>;

type Size = number | readonly [number, number];
type Word = keyof typeof words;

const pair = (size: Size): readonly [number, number] => (typeof size === 'number' ? [size, size] : size);

const backboneSchema = z.object({
  ...common,
  format: z.literal('ftn-adapter'),
  backbone: z.object({ name: text, sha256: hash, outputStride: side.optional() }),
  head: z
    .object({ kind: text, options: z.record(z.string(), z.union([scalar, z.array(z.number())])) })
    .optional(),
  task: text.optional(),
  input: z.object({
    size: z.union([side, z.tuple([side, side])]),
    mean: z.tuple([z.number(), z.number(), z.number()]),
    std: z.tuple([deviation, deviation, deviation]),
    transforms: z.enum(Object.keys(words) as Word[]).optional(),
  }),
});

const generatorSchema = z.object({
  ...common,
  format: z.literal('ftn-generator-adapter'),
  linears: z.enum(trainedLinears),
  spectralNorm: z.enum(deltaPlaces),
  generator: z.object({ name: text, sha256: hash }),
  size: side,
});

/** `@ftn/adapters 0.1.0`, or a version alone, as name and version. */
function libraryOf(written: string): AdapterManifest['library'] {
  const [, name = 'ftn', version = written] = /^(\S+) (\S+)$/.exec(written) ?? [];
  return { name, version };
}

/** What both kinds say alike. */
function shared(old: z.infer<typeof backboneSchema> | z.infer<typeof generatorSchema>) {
  const { name, method, options, layers, classes, metrics, sha256, library } = old;
  return {
    format: 'ftn-adapter',
    version: 2,
    name,
    method,
    options,
    layers,
    outputs: classes,
    metrics,
    library: libraryOf(library),
    integrity: { tensors: sha256 },
  } as const;
}

function inputOf({ input, task }: z.infer<typeof backboneSchema>): InputDescription {
  const { size, mean, std, transforms } = input;
  const word = transforms ?? (task === undefined ? 'imagenet-evaluation' : 'dense-evaluation');
  return describeInput([...words[word](size), { kind: 'normalize', mean, std }], size);
}

function fromBackbone(old: z.infer<typeof backboneSchema>): BackboneManifest {
  return {
    ...shared(old),
    task: old.task ?? 'classification',
    network: { kind: 'backbone', ...old.backbone },
    head: old.head ?? { kind: 'linear', options: {} },
    input: inputOf(old),
  };
}

function fromGenerator(old: z.infer<typeof generatorSchema>): GeneratorManifest {
  const half = [0.5, 0.5, 0.5] as const;
  const steps = [
    { kind: 'resize', size: old.size },
    { kind: 'normalize', mean: half, std: half },
  ];
  return {
    ...shared(old),
    task: 'reconstruction',
    network: { kind: 'generator', ...old.generator },
    linears: old.linears,
    spectralNorm: old.spectralNorm,
    input: describeInput(steps, old.size),
  };
}

/**
 * What a file of version 1, of a backbone's or a generator's domain, says in the words of version 2.
 *
 * @throws FormatError that names the missing or invalid field
 */
export function fromVersion1(value: { readonly format?: unknown }, file: string): AdapterManifest {
  const isGenerator = value.format === 'ftn-generator-adapter';
  const problem = problemOf(value, isGenerator ? generatorSchema : backboneSchema);
  if (problem) refuse(problem, file);
  return isGenerator
    ? fromGenerator(value as z.infer<typeof generatorSchema>)
    : fromBackbone(value as z.infer<typeof backboneSchema>);
}
