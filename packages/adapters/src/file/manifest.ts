import type { HeadDescription } from '@ftn/backbones';
import { FormatError, UsageError } from '@ftn/errors';
import * as z from 'zod';
import { type InputDescription, inputSchema } from './input.js';
import { type DataIdentity, dataSchema, type TrainingRecord, trainingSchema } from './provenance.js';

/** Which linear layers a generator's domain trains directly; @ftn/generation says what each means. */
export const trainedLinears = ['none', 'norms', 'norms+first', 'all'] as const;
/** Which linear layers of a generator a domain trains. */
export type TrainedLinears = (typeof trainedLinears)[number];

/** Where a generator's ΔW joins the spectral norm: W/σ + ΔW, or (W + ΔW)/σ. */
export const deltaPlaces = ['after', 'inside'] as const;
/** Whether ΔW is added after the spectral norm (W/σ + ΔW) or inside it ((W + ΔW)/σ). */
export type DeltaPlace = (typeof deltaPlaces)[number];

/** What every adapter's adapter.json says. */
export interface CommonManifest {
  readonly format: 'ftn-adapter';
  readonly version: 2;
  readonly name: string;
  /** The task: `classification`, `edge`, `semseg`, `normals`, `depth`, `reconstruction` … */
  readonly task: string;
  readonly method: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Adapted convolutions and, where ΔW is of low rank, the rank of each. */
  readonly layers: Readonly<Record<string, number | null>>;
  /** The names of the outputs: classes, the channels of a map, or a generator's classes. */
  readonly outputs: readonly string[];
  readonly input: InputDescription;
  /** Stored scalars by kind; absent where the file is of version 1. */
  readonly counts?: Readonly<Record<string, number>> | undefined;
  readonly data?: DataIdentity | undefined;
  readonly training?: TrainingRecord | undefined;
  readonly metrics: Readonly<Record<string, number>>;
  readonly library: { readonly name: string; readonly version: string };
  readonly integrity: Integrity;
}

/** sha256 each; what is not there was not in the file (version 1 knows the tensors alone). */
export interface Integrity {
  /** Over the tensors of adapter.safetensors: names, types, shapes and values. */
  readonly tensors: string;
  /** Over the bytes of adapter.safetensors. */
  readonly file?: string | undefined;
  /** Over all else in adapter.json, as canonical JSON (RFC 8785). */
  readonly manifest?: string | undefined;
}

/** adapter.json of a domain over a network that sees images. */
export interface BackboneManifest extends CommonManifest {
  readonly network: {
    readonly kind: 'backbone';
    readonly name: string;
    /** Over its weights. */
    readonly sha256: string;
    /** Input pixels for one of the last features; absent in some files of version 1. */
    readonly outputStride?: number | undefined;
  };
  readonly head: HeadDescription;
}

/** adapter.json of a domain over a generator of images. */
export interface GeneratorManifest extends CommonManifest {
  readonly network: { readonly kind: 'generator'; readonly name: string; readonly sha256: string };
  readonly linears: TrainedLinears;
  readonly spectralNorm: DeltaPlace;
}

/** What adapter.json says of a domain. */
export type AdapterManifest = BackboneManifest | GeneratorManifest;

const text = z.string().min(1);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
const option = z.union([z.string(), z.number(), z.boolean()], 'expected a text, a number or a boolean');
const headOption = z.union(
  [z.string(), z.number(), z.boolean(), z.array(z.number())],
  'expected a text, a number, a boolean or numbers',
);
const distinct = (names: readonly string[]) => new Set(names).size === names.length;

const common = {
  format: z.literal('ftn-adapter'),
  version: z.literal(2),
  name: text,
  task: text,
  method: text,
  options: z.record(z.string(), option),
  layers: z.record(z.string(), z.int().positive().nullable()),
  outputs: z.array(text).min(1).refine(distinct, 'expected distinct texts'),
  input: inputSchema,
  counts: z.record(z.string(), z.int().nonnegative()).optional(),
  data: dataSchema.optional(),
  training: trainingSchema.optional(),
  metrics: z.record(z.string(), z.number()),
  library: z.strictObject({ name: text, version: text }),
  integrity: z.strictObject({ tensors: hash, file: hash, manifest: hash }),
};

const schemas = {
  backbone: z.strictObject({
    ...common,
    network: z.strictObject({
      kind: z.literal('backbone'),
      name: text,
      sha256: hash,
      outputStride: z.int().positive().optional(),
    }),
    head: z.strictObject({ kind: text, options: z.record(z.string(), headOption) }),
  }) satisfies z.ZodType<BackboneManifest>,
  generator: z.strictObject({
    ...common,
    network: z.strictObject({ kind: z.literal('generator'), name: text, sha256: hash }),
    linears: z.enum(trainedLinears),
    spectralNorm: z.enum(deltaPlaces),
  }) satisfies z.ZodType<GeneratorManifest>,
};

/** The fields of a domain over a backbone that stay true where its tensors become another format's. */
export const lastingFields = [
  'name',
  'task',
  'head',
  'outputs',
  'input',
  'data',
  'training',
  'metrics',
] as const;

/** What lasts of adapter.json in files of other formats; what is not there was not said. */
export type LastingFields = Partial<Pick<BackboneManifest, (typeof lastingFields)[number]>>;

const lastingSchema = schemas.backbone
  .pick({
    name: true,
    task: true,
    head: true,
    outputs: true,
    input: true,
    data: true,
    training: true,
    metrics: true,
  })
  .partial();

/**
 * Fields of adapter.json that a file of another format holds.
 *
 * @throws FormatError that names the invalid field
 */
export function requireLasting(value: unknown, file: string): LastingFields {
  const problem = problemOf(value, lastingSchema);
  if (problem) refuse(problem, file);
  return value as LastingFields;
}

/** What is wrong with a value that a schema refuses: where it stands, what belongs there, what does. */
export interface Problem {
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

/** The value at a path, as text; `nothing` if absent. */
function valueAt(value: unknown, path: readonly PropertyKey[]): string {
  const found = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], value);
  return found === undefined ? 'nothing' : (JSON.stringify(found) ?? String(found)).slice(0, 60);
}

/** The first thing a schema finds wrong with a value; null where it finds nothing. */
export function problemOf(value: unknown, schema: z.ZodType): Problem | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return null;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.map(String).join('.') || 'adapter.json';
  if (issue.code === 'unrecognized_keys') {
    return { field: path, expected: 'no other field', got: `'${issue.keys[0]}'` };
  }
  const expected = issue.message
    .replace(/^Invalid \w+: /, '')
    .replace(/^expected /, '')
    .replace(/, received.*/, '');
  return { field: path, expected, got: valueAt(value, issue.path) };
}

/** The first problem of a manifest of version 2. */
function manifestProblem(value: unknown): Problem | null {
  const { network } = (value ?? {}) as { network?: { kind?: unknown } };
  const kind = network?.kind;
  if (kind === 'backbone' || kind === 'generator') return problemOf(value, schemas[kind]);
  return {
    field: 'network.kind',
    expected: "'backbone' or 'generator'",
    got: valueAt(value, ['network', 'kind']),
  };
}

/**
 * What JSON holds as a manifest of version 2.
 *
 * @throws FormatError that names the missing or invalid field
 */
export function requireManifest(value: unknown, file: string): AdapterManifest {
  const problem = manifestProblem(value);
  if (problem) refuse(problem, file);
  return value as AdapterManifest;
}

/** Refuses a file by the problem of one of its fields. */
export function refuse({ field, expected, got }: Problem, file: string): never {
  throw new FormatError(`the field '${field}' is not valid`, {
    file,
    expected,
    got,
    hint: 'Copy the whole adapter folder again.',
  });
}

/**
 * The text of adapter.json.
 *
 * @throws UsageError where it could not be read back, such as a metric that is not finite
 */
export function formatManifest(manifest: AdapterManifest): string {
  const problem = manifestProblem(manifest);
  if (problem) {
    const { field, expected, got } = problem;
    const details = { expected, got };
    throw new UsageError(
      `the adapter '${manifest.name}' cannot be written: its '${field}' is not valid`,
      details,
    );
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
