import type { GeneratorManifest } from '@ftn/adapters';
import { type AdapterFolder, readAdapterFolder } from '@ftn/adapters/node';
import type { Generator } from '@ftn/backbones';
import { MismatchError, UsageError } from '@ftn/errors';
import { type GeneratorDomain, generatorDomainOf } from '@ftn/generation';
import { generatorOf, openGenerator, shippedGenerator } from './open-generator.js';

/**
 * The manifest of a generator's domain.
 * @throws UsageError for an adapter of a classifier or a dense task
 */
export function requireGenerator({ manifest, folder }: AdapterFolder): GeneratorManifest {
  if (!('head' in manifest)) return manifest;
  throw new UsageError('this is not the adapter of a generator of images', {
    file: folder,
    expected: 'the adapter of a generator',
    got: `one of ${manifest.network.name} for ${manifest.task}`,
  });
}

/** A generator with the domains of some folders over it. */
export interface OpenGenerator extends Disposable {
  /** Its name or file. */
  readonly named: string;
  readonly generator: Generator;
  readonly domains: readonly GeneratorDomain[];
  dispose(): void;
}

/** The domain of an adapter that was read, over its generator; where none was named, errors say which one was taken. */
async function domainOver(
  read: AdapterFolder,
  generator: Generator,
  assumed: boolean,
): Promise<GeneratorDomain> {
  requireGenerator(read);
  try {
    return await generatorDomainOf(read, generator);
  } catch (error) {
    if (!assumed || !(error instanceof MismatchError)) throw error;
    const hint = `No generator was named, so that '${shippedGenerator}', which ships, was taken: give \`generator\`.`;
    throw new MismatchError(error.problem, { ...error.details, hint });
  }
}

/**
 * The adapters of folders over the generator they were trained over.
 *
 * @param named the generator's name, its file or its folder; default the one that ships
 * @throws UsageError for the adapter of another network, and where the generator that ships cannot be the one
 * @throws MismatchError where the generator is another
 */
export async function openGeneratorAdapters(
  reads: readonly AdapterFolder[],
  named?: string,
): Promise<OpenGenerator> {
  const [first] = reads;
  const name = first
    ? generatorOf(requireGenerator(first).network, named, first.folder)
    : (named ?? shippedGenerator);
  const generator = await openGenerator(name);
  const domains: GeneratorDomain[] = [];
  const dispose = () => {
    for (const one of [...domains, generator]) one.dispose();
  };
  try {
    for (const read of reads) domains.push(await domainOver(read, generator, named === undefined));
    return { named: name, generator, domains, dispose, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** The adapters of folders, or of their runs, each read once. */
export async function readAdapters(folders: readonly string[]): Promise<AdapterFolder[]> {
  const reads: AdapterFolder[] = [];
  for (const folder of folders) reads.push(await readAdapterFolder(folder));
  return reads;
}
