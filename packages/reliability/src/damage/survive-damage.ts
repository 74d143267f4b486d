import { createHash } from 'node:crypto';
import { FtnError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { scaled } from '../scaled.js';
import { cpuTime } from './cpu-time.js';
import { mutate } from './mutate.js';
import { canonical, type ReferenceFormat, referenceVerdicts } from './reference-decoder.js';

/** An edit of a file, and the first digits of the hash of what the reference decoder reads from it, or null. */
export type KnownEdit = readonly [at: number, removed: number, inserted: string, verdict: string | null];

export interface Damage<T> {
  readonly format: string;
  readonly original: Uint8Array;
  /** How many damaged files at full size; default 10,000. */
  readonly count?: number;
  readonly decode: (bytes: Uint8Array, file: string) => T | Promise<T>;
  /** What was read, in the words of scripts/references/decoder.py. */
  readonly describe: (result: T) => unknown;
  /** What the reference decoder calls the format; without it, what is accepted must be `original`'s content. */
  readonly reference?: ReferenceFormat;
  /** Edits whose verdict is known, for where no Python is at hand. */
  readonly known?: readonly KnownEdit[];
  /** What the verdicts of `known` are digests of, where not of the description as JSON. */
  readonly digested?: (described: unknown) => string;
  /** Whether a result the reference would not give is right all the same; says why. */
  readonly excused?: (ours: string, verdict: string | null, bytes: Uint8Array) => boolean;
}

export interface Outcome {
  readonly files: number;
  readonly refused: number;
  readonly accepted: number;
  /** Accepted files that were compared with the reference decoder's reading. */
  readonly compared: number;
  /** Accepted though the reference refuses them, with the undamaged content: the damage is where nothing is read. */
  readonly harmless: number;
  /** The longest decoding, in milliseconds of processor time. */
  readonly slowest: number;
  /** Everything that broke the promise. */
  readonly broken: readonly string[];
}

const file = 'x.bin';

/** What is wrong with an error of a reader; null where it is what was promised. */
function faultOf(error: unknown): string | null {
  if (!FtnError.isInstance(error)) return `another error: ${error}`;
  if (!String(error.details.file).endsWith(file)) return `an error without its file: ${error.message}`;
  return error.details.hint ? null : `an error that does not say what to do: ${error.message}`;
}

/** Decodes thousands of damaged copies of a file, and compares what is accepted with the reference decoder. */
export async function surviveDamage<T>(damage: Damage<T>): Promise<Outcome> {
  const { format, original, decode, describe, reference, known = [], count = 10_000, excused } = damage;
  const { digested = canonical } = damage;
  const digest = (text: string) =>
    createHash('sha256')
      .update(digested(JSON.parse(text)))
      .digest('hex')
      .slice(0, 12);
  const text = (result: T) => canonical(describe(result));
  const whole = text(await decode(original.slice(), file));
  const broken: string[] = [];
  let [refused, slowest, harmless, compared] = [0, 0, 0, 0];

  const attempt = async (name: string, bytes: Uint8Array): Promise<string | null> => {
    const began = cpuTime();
    const result = await Promise.resolve()
      .then(() => decode(bytes, file))
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    const took = cpuTime(began);
    slowest = Math.max(slowest, took);
    // Ten times the promise: a busy machine is no reason to fail.
    if (took > 2500) broken.push(`${name}: took ${Math.round(took)} ms`);
    if ('value' in result) return text(result.value);
    refused++;
    const fault = faultOf(result.error);
    if (fault) broken.push(`${name}: ${fault}`);
    return null;
  };
  /** Compares our reading with the reference's; both as text, or both as digests of it. */
  const compare = (name: string, ours: string, verdict: string | null, same: string, bytes: Uint8Array) => {
    compared++;
    if (ours === verdict) return;
    if (ours === same) harmless++;
    else if (!excused?.(ours, verdict, bytes))
      broken.push(
        `${name}: ${verdict === null ? 'the reference refuses it' : 'the reference reads other values'}`,
      );
  };

  const accepted: { name: string; bytes: Uint8Array; ours: string }[] = [];
  const files = scaled(count);
  for (let i = 0; i < files; i++) {
    const bytes = mutate(original, new RandomStream('damage', format, i));
    const ours = await attempt(`mutation ${i}`, bytes.slice());
    if (ours !== null) accepted.push({ name: `mutation ${i}`, bytes, ours });
  }
  const given = accepted.map(({ bytes }) => bytes);
  const verdicts = reference ? await referenceVerdicts(reference, given) : given.map(() => whole);
  for (const [i, { name, ours, bytes }] of accepted.entries()) {
    const verdict = verdicts?.[i];
    if (verdict !== undefined) compare(name, ours, verdict, whole, bytes);
  }
  let edits = 0;
  for (const [at, removed, inserted, verdict] of known.slice(0, scaled(known.length))) {
    const parts = [original.subarray(0, at), Buffer.from(inserted, 'hex'), original.subarray(at + removed)];
    const bytes = new Uint8Array(Buffer.concat(parts));
    const name = `edit at ${at}: -${removed} +${inserted}`;
    const ours = await attempt(name, bytes);
    edits++;
    if (ours !== null) compare(name, digest(ours), verdict, digest(whole), bytes);
  }
  const all = files + edits;
  return { files: all, refused, accepted: all - refused, compared, harmless, slowest, broken };
}

/** The outcome as a figure of the table. */
export const damageFigure = ({ files, refused, compared, slowest }: Outcome) => ({
  count: files,
  figure: `${refused} refused by name, ${compared} compared with the reference, 0 differ; slowest ${Math.round(slowest)} ms`,
});
