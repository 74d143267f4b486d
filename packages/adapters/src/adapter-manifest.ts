import type { HeadDescription } from '@ftn/backbones';
import { FormatError, UsageError } from '@ftn/errors';

/** Three numbers, one for each colour channel. */
type Channels = readonly [number, number, number];

/** What adapter.json says of a domain. */
export interface AdapterManifest {
  readonly format: 'ftn-adapter';
  readonly version: 1;
  readonly name: string;
  readonly method: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Adapted convolutions and, where ΔW is of low rank, the rank of each. */
  readonly layers: Readonly<Record<string, number | null>>;
  readonly backbone: {
    readonly name: string;
    readonly sha256: string;
    /** Input pixels for one of the last features; absent in files from before it could be chosen. */
    readonly outputStride?: number;
  };
  /** What each channel of the head's output stands for. */
  readonly classes: readonly string[];
  /** The head by kind and options; absent in files from before there was a choice, which hold a linear one. */
  readonly head?: HeadDescription;
  /** What the head was trained for, where it is not classification, e.g. `normals`. */
  readonly task?: string;
  readonly input: {
    /** Pixels of a square image, or height and width. */
    readonly size: number | readonly [number, number];
    readonly mean: Channels;
    readonly std: Channels;
    /** How an image reaches that size, by the name recipes use; absent where it was not said. */
    readonly transforms?: string;
  };
  readonly metrics: Readonly<Record<string, number>>;
  /** sha256 over the tensors of adapter.safetensors. */
  readonly sha256: string;
  readonly library: string;
}

/** What a caller adds to what the domain itself knows. */
export type ManifestDetails = Pick<AdapterManifest, 'task' | 'input' | 'metrics' | 'library'>;

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string' && value !== '';
const isHash: Test = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isNumber: Test = (value) => Number.isFinite(value);
const isPositive: Test = (value) => isNumber(value) && (value as number) > 0;
const isCount: Test = (value) => Number.isInteger(value) && (value as number) > 0;
const isOption: Test = (value) => typeof value === 'string' || typeof value === 'boolean' || isNumber(value);
const isHeadOption: Test = (value) =>
  isOption(value) || (Array.isArray(value) && value.every((one) => isNumber(one)));
const isSize: Test = (value) =>
  isCount(value) || (Array.isArray(value) && value.length === 2 && value.every((one) => isCount(one)));
const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const recordOf =
  (test: Test): Test =>
  (value) =>
    isRecord(value) && Object.values(value).every(test);
const three =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.length === 3 && value.every(test);
const distinctTexts: Test = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isText) && new Set(value).size === value.length;

const checks: readonly [key: keyof AdapterManifest, test: Test, expected: string][] = [
  ['format', (v) => v === 'ftn-adapter', "'ftn-adapter'"],
  ['version', (v) => v === 1, '1'],
  ['name', isText, 'a text'],
  ['method', isText, 'a text'],
  ['options', recordOf(isOption), 'texts, numbers or booleans by name'],
  ['layers', recordOf((v) => v === null || isCount(v)), 'a rank or null for each layer'],
  [
    'backbone',
    (v) => isRecord(v) && isText(v.name) && isHash(v.sha256) && optional(isCount)(v.outputStride),
    '{ name, sha256, outputStride }',
  ],
  ['classes', distinctTexts, 'a list of distinct texts'],
  [
    'head',
    optional((v) => isRecord(v) && isText(v.kind) && recordOf(isHeadOption)(v.options)),
    '{ kind, options }',
  ],
  ['task', optional(isText), 'a text'],
  [
    'input',
    (v) =>
      isRecord(v) &&
      isSize(v.size) &&
      three(isNumber)(v.mean) &&
      three(isPositive)(v.std) &&
      optional(isText)(v.transforms),
    '{ size, mean, std } with three numbers each, std above zero',
  ],
  ['metrics', recordOf(isNumber), 'finite numbers by name'],
  ['sha256', isHash, '64 hexadecimal digits'],
  ['library', isText, 'a text'],
];

/** The first field that is missing or wrong, as the details of an error. */
function firstProblem(value: Record<string, unknown>) {
  const failed = checks.find(([key, test]) => !test(value[key]));
  if (!failed) return null;
  const [key, , expected] = failed;
  const got = value[key] === undefined ? 'nothing' : JSON.stringify(value[key]).slice(0, 60);
  return { key, expected, got };
}

/** Reads adapter.json; a FormatError names the field that is missing or wrong. */
export function parseManifest(text: string, file = 'adapter.json'): AdapterManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError('this is not JSON', { file, cause, hint: 'Copy the adapter again.' });
  }
  if (!isRecord(value)) throw new FormatError('this is not an adapter', { file, expected: 'an object' });
  if (value.format === 'ftn-generator-adapter') {
    throw new FormatError('this is the adapter of a generator of images', {
      file,
      expected: 'the adapter of a network that sees images',
    });
  }
  const problem = firstProblem(value);
  if (!problem) return value as unknown as AdapterManifest;
  const { key, expected, got } = problem;
  throw new FormatError(`'${key}' is wrong`, { file, expected, got, hint: 'Copy the adapter again.' });
}

/** The text of adapter.json; a UsageError where it could not be read back. */
export function formatManifest(manifest: AdapterManifest): string {
  const problem = firstProblem(manifest as unknown as Record<string, unknown>);
  if (problem) {
    const { key, expected, got } = problem;
    throw new UsageError(`the adapter '${manifest.name}' cannot be written: its ${key} is wrong`, {
      expected,
      got,
    });
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
