import * as z from 'zod';

/** Data that JSON can hold. */
export type PlainData =
  | string
  | number
  | boolean
  | null
  | readonly PlainData[]
  | { readonly [key: string]: PlainData };

/** The images of one split as they were used. */
export interface SplitIdentity {
  readonly images: number;
  /** Over what the images hold; absent where it was not computed. */
  readonly sha256?: string | undefined;
}

/** Which images a domain was trained, validated and tested on, so that exactly these can be opened again. */
export interface DataIdentity {
  /** The domain's name in its data. */
  readonly name: string;
  /** What names the data: a folder, or a word such as `mini-domains/sketch`. */
  readonly spec?: string | undefined;
  /** By the split's name: `train`, `validation`, `test`. */
  readonly splits: Readonly<Record<string, SplitIdentity>>;
  /** How validation images were taken from those of training; absent where the data brings its own, or none. */
  readonly heldOut?: { readonly fraction: number; readonly seed: number } | undefined;
  /** The most images used per class (for a dense task, in all), and the most used for testing. */
  readonly limit?: number | undefined;
  readonly testLimit?: number | undefined;
  /** The colours of labels in pictures, by label, where their owner chose some: red, green, blue; null where none was chosen. */
  readonly colors?: readonly (readonly [red: number, green: number, blue: number] | null)[] | undefined;
  /** What made-up images were drawn with: their seed, their numbers. */
  readonly madeUp?: Readonly<Record<string, PlainData>> | undefined;
}

/** How a domain was trained, so that it can be trained again. */
export interface TrainingRecord {
  readonly recipe?: string | undefined;
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** The epoch (from 1) whose weights were kept: the best on validation images, or the last. */
  readonly kept?: { readonly epoch: number; readonly of: 'best' | 'last' } | undefined;
  /** Optimizers, schedule and whatever else the recipe resolved to. */
  readonly config?: Readonly<Record<string, PlainData>> | undefined;
}

const text = z.string().min(1);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
const count = z.int().nonnegative();
const byte = z.int().min(0).max(255);
const record = z.record(z.string(), z.json()) as z.ZodType<Record<string, PlainData>>;

export const dataSchema: z.ZodType<DataIdentity> = z.strictObject({
  name: text,
  spec: text.optional(),
  splits: z.record(z.string(), z.strictObject({ images: count, sha256: hash.optional() })),
  heldOut: z.strictObject({ fraction: z.number().positive().lt(1), seed: z.int() }).optional(),
  limit: z.int().positive().optional(),
  testLimit: z.int().positive().optional(),
  colors: z.array(z.tuple([byte, byte, byte]).nullable()).optional(),
  madeUp: record.optional(),
});

export const trainingSchema: z.ZodType<TrainingRecord> = z.strictObject({
  recipe: text.optional(),
  seed: z.int(),
  epochs: count,
  batchSize: z.int().positive(),
  kept: z.strictObject({ epoch: z.int().positive(), of: z.enum(['best', 'last']) }).optional(),
  config: record.optional(),
});
