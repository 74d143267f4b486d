import type { Generator } from '@ftn/backbones';
import { suggest, UsageError } from '@ftn/errors';
import type { GeneratorDomain } from '@ftn/generation';
import { mixtureOf } from './mix-shares.js';
import { classesOfGenerator } from './open-generator.js';
import { openGeneratorAdapters, readAdapters } from './open-generator-adapter.js';

/** What images are made with, under the name its row has. */
export interface ImageSource {
  readonly name: string;
  readonly source: Generator | GeneratorDomain;
  /** What its classes are called. */
  readonly classes: readonly string[];
}

/** The generators and adapters that images are made with. */
export interface SourceChoice {
  /** A generator's name, or its file; default the one that ships. */
  readonly generator?: string | undefined;
  /** Folders of adapters, or of their runs. */
  readonly adapters: readonly string[];
  /** Mixtures of the adapters: `winter=0.5,autumn=0.5`. */
  readonly mixes: readonly string[];
  /** Whether the generator itself makes images, too. */
  readonly base: boolean;
}

/** A generator, its domains and their mixtures, ready to make images. */
export interface OpenSources extends Disposable {
  readonly generator: Generator;
  readonly sources: readonly ImageSource[];
  dispose(): void;
}

/** Refuses two domains of one name, and domains of other numbers of classes: rows and files go by names and classes. */
function requireRows(domains: readonly GeneratorDomain[]): void {
  const twin = domains.find(({ name }, i) => domains.findIndex((other) => other.name === name) !== i);
  if (twin) {
    throw new UsageError(`two adapters are called '${twin.name}'`, {
      hint: 'Give one of them: rows and files go by the name.',
    });
  }
  const [first] = domains;
  const wanted = first?.identity.classes ?? [];
  const other = domains.find(({ identity }) => identity.classes.length !== wanted.length);
  if (!other) return;
  throw new UsageError(`'${other.name}' has other classes than '${first!.name}'`, {
    expected: wanted.join(', '),
    got: other.identity.classes.join(', '),
    hint: 'Make their images separately.',
  });
}

/** Opens everything a choice names: the generator first, then adapters, then mixtures. */
export async function openSources(choice: SourceChoice): Promise<OpenSources> {
  const { adapters, mixes, base } = choice;
  const opened = await openGeneratorAdapters(await readAdapters(adapters), choice.generator);
  const mixtures: GeneratorDomain[] = [];
  const dispose = () => {
    for (const mixture of mixtures) mixture.dispose();
    opened.dispose();
  };
  try {
    const { generator, domains, named } = opened;
    requireRows(domains);
    for (const mix of mixes) mixtures.push(mixtureOf(mix, domains));
    const itself = { name: named, source: generator, classes: classesOfGenerator(named, generator) };
    const adapted = [...domains, ...mixtures].map((domain): ImageSource => {
      return { name: domain.name, source: domain, classes: domain.identity.classes };
    });
    const sources = base || domains.length === 0 ? [itself, ...adapted] : adapted;
    return { generator, sources, dispose, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * The class of each of `count` images: the chosen ones in turn, by default all.
 *
 * @throws UsageError for an unknown class
 */
export function labelsFor(
  count: number,
  classes: readonly string[],
  chosen: readonly string[] = classes,
): Int32Array {
  const labels = chosen.map((name) => {
    const at = classes.indexOf(name);
    const number = at >= 0 ? at : Number(name);
    if (name.trim() !== '' && Number.isInteger(number) && number >= 0 && number < classes.length)
      return number;
    throw new UsageError(`there is no class '${name}'`, { hint: suggest(name, classes) });
  });
  return Int32Array.from({ length: count }, (_, i) => labels[i % labels.length]!);
}

/**
 * The class of each image of every source: the chosen ones, which those named first tell the places of, since domains of as
 * many classes may call them otherwise. The generator itself, where it has other classes, has the chosen ones of its own.
 */
export function labelsOfSources(
  sources: readonly ImageSource[],
  count: number,
  chosen: readonly string[] | undefined,
): Int32Array[] {
  // Adapters say what classes are called; the generator may know numbers alone.
  const leading = sources.find(({ source }) => 'identity' in source) ?? sources[0]!;
  const places = () => labelsFor(count, leading.classes, chosen);
  return sources.map((one) =>
    one.classes.length === leading.classes.length ? places() : labelsFor(count, one.classes, chosen),
  );
}
