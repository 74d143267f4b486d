import { resolve } from 'node:path';
import { writeAdapterFiles } from '@ftn/adapters/node';
import { type EngineInfo, startEngine } from '@ftn/engine';
import { encodeGeneratorDomain } from '@ftn/generation';
import { library } from '../files/package-files.js';
import { Run, type RunContext } from '../progress/run.js';
import { mixtureOf } from './mix-shares.js';
import { openGeneratorAdapters, readAdapters } from './open-generator-adapter.js';

/** Which adapters to mix, and where the mixture goes. */
export interface MixOptions {
  /** What the adapters were trained over: a name, a checkpoint's file or folder; default the generator that ships. */
  readonly generator?: string | undefined;
  /** Folders of adapters, or of their runs. */
  readonly adapters: readonly string[];
  /** Shares by the adapters' names, e.g. `winter=0.5,autumn=0.5`. */
  readonly mix: string;
  /** The folder of the mixture's adapter. */
  readonly out: string;
  /** Stops the mixing. */
  readonly signal?: AbortSignal | undefined;
}

/** A mixture that was written. */
export interface Mixed {
  readonly name: string;
  readonly folder: string;
  readonly classes: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly engine: EngineInfo;
}

/**
 * Writes a mixture of adapters of a generator as an adapter:
 *
 * ```ts
 * await mix({ adapters: ['runs/winter', 'runs/autumn'], mix: 'winter=0.5,autumn=0.5', out: 'late-autumn' });
 * ```
 *
 * @throws UsageError where the mixture names none of the adapters, or they cannot be mixed
 * @throws MismatchError where they are of different generators, methods or layers, or have not as many classes
 */
export function mix(options: MixOptions): Run<Mixed> {
  return new Run((context) => writeMixture(options, context), options.signal);
}

async function writeMixture(options: MixOptions, { emit }: RunContext): Promise<Mixed> {
  const { generator, adapters, out } = options;
  const engine = await startEngine();
  emit({ kind: 'engine', engine });
  using opened = await openGeneratorAdapters(await readAdapters(adapters), generator);
  const mixture = mixtureOf(options.mix, opened.domains);
  try {
    const folder = resolve(out);
    await writeAdapterFiles(folder, await encodeGeneratorDomain(mixture, { library: library() }));
    const { name, identity } = mixture;
    return { name, folder, classes: identity.classes, counts: { ...mixture.counts() }, engine };
  } finally {
    mixture.dispose();
  }
}
