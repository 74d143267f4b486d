import { FormatError, UsageError } from '@ftn/errors';
import { z } from 'zod';
import { deltaPlaces, trainedLinears } from './domain-options.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
const text = z.string().min(1);

const manifestSchema = z.strictObject({
  format: z.literal('ftn-generator-adapter'),
  version: z.literal(1),
  name: text,
  method: text,
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Adapted convolutions and, where ΔW is of low rank, the rank of each. */
  layers: z.record(z.string(), z.int().positive().nullable()),
  linears: z.enum(trainedLinears),
  spectralNorm: z.enum(deltaPlaces),
  generator: z.strictObject({ name: text, sha256: hash }),
  classes: z.array(text).min(1),
  /** Height and width of the images. */
  size: z.int().positive(),
  metrics: z.record(z.string(), z.number()),
  /** sha256 over the tensors of adapter.safetensors. */
  sha256: hash,
  library: text,
});

/** What adapter.json says of a generator's domain. */
export type GeneratorManifest = z.infer<typeof manifestSchema>;

/** The first thing wrong with a value, as the details of an error. */
function firstProblem(value: unknown) {
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return null;
  const issue = parsed.error.issues[0]!;
  const field = issue.code === 'unrecognized_keys' ? issue.keys[0]! : issue.path.map(String).join('.');
  return { field: field || 'manifest', got: issue.message };
}

/** Reads adapter.json; a FormatError names the field that is missing or wrong. */
export function parseGeneratorManifest(content: string, file = 'adapter.json'): GeneratorManifest {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new FormatError('this is not JSON', { file, cause, hint: 'Copy the adapter again.' });
  }
  if ((value as { format?: unknown } | null)?.format === 'ftn-adapter') {
    throw new FormatError('this is the adapter of a classifier, not of a generator', { file });
  }
  const problem = firstProblem(value);
  if (!problem) return value as GeneratorManifest;
  const { field, got } = problem;
  throw new FormatError(`'${field}' is wrong`, { file, got, hint: 'Copy the adapter again.' });
}

/** The text of adapter.json; a UsageError where it could not be read back. */
export function formatGeneratorManifest(manifest: GeneratorManifest): string {
  const problem = firstProblem(manifest);
  if (problem) {
    const { field, got } = problem;
    throw new UsageError(`the adapter '${manifest.name}' cannot be written: its ${field} is wrong`, { got });
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
