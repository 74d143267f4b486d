import type { Generator } from '@ftn/backbones';
import { suggest, UsageError } from '@ftn/errors';
import type { GeneratorDomain } from '@ftn/generation';
import { mixtureOf } from './mix-shares.js';
import { knownGenerators, openGenerator } from './open-generator.js';
import { openGeneratorAdapter } from './open-generator-adapter.js';

/** What images are made with, under the name its row has. */
export interface ImageSource {
  readonly name: string;
  readonly source: Generator | GeneratorDomain;
}

export interface SourceChoice {
  /** A generator's name, or its file. */
  readonly generator: string;
  /** Folders of adapters, or of their runs. */
  readonly adapters: readonly string[];
  /** Mixtures of the adapters: `winter=0.5,autumn=0.5`. */
  readonly mixes: readonly string[];
  /** Whether the generator itself makes images, too. */
  readonly base: boolean;
}

/** A generator, its domains and their mixtures, ready to make images. */
export interface OpenSources {
  readonly generator: Generator;
  readonly sources: readonly ImageSource[];
  /** The names of the classes, those of the first adapter; the generator's own have numbers. */
  readonly classes: readonly string[];
  dispose(): void;
}

/** Opens everything a choice names: the generator first, then adapters, then mixtures. */
export async function openSources(choice: SourceChoice): Promise<OpenSources> {
  const generator = await openGenerator(choice.generator);
  const domains: GeneratorDomain[] = [];
  const mixtures: GeneratorDomain[] = [];
  const dispose = () => {
    for (const one of [...mixtures, ...domains, generator]) one.dispose();
  };
  try {
    for (const folder of choice.adapters)
      domains.push((await openGeneratorAdapter(folder, generator)).domain);
    const twin = domains.find(({ name }, i) => domains.findIndex((other) => other.name === name) !== i);
    if (twin) {
      throw new UsageError(`two adapters are called '${twin.name}'`, {
        hint: 'Give one of them: rows and files go by the name.',
      });
    }
    for (const mix of choice.mixes) mixtures.push(mixtureOf(mix, domains));
    const { classes: count } = generator.architecture.config;
    const numbers = Array.from({ length: count }, (_, i) => String(i));
    const known = Object.hasOwn(knownGenerators, choice.generator) ? knownGenerators[choice.generator] : null;
    const classes = domains[0]?.identity.classes ?? known?.classes ?? numbers;
    requireSameClasses(domains, classes);
    const whole = choice.base || domains.length === 0 ? [{ name: choice.generator, source: generator }] : [];
    const adapted = [...domains, ...mixtures].map((domain) => ({ name: domain.name, source: domain }));
    return { generator, sources: [...whole, ...adapted], classes, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function requireSameClasses(domains: readonly GeneratorDomain[], classes: readonly string[]): void {
  const other = domains.find(({ identity }) => identity.classes.length !== classes.length);
  if (!other) return;
  throw new UsageError(`'${other.name}' has other classes than '${domains[0]!.name}'`, {
    expected: classes.join(', '),
    got: other.identity.classes.join(', '),
    hint: 'Make their images one after the other.',
  });
}

/** The class of each of `count` images: the chosen ones in turn, by default all. */
export function labelsFor(
  count: number,
  classes: readonly string[],
  chosen: readonly string[] = classes,
): Int32Array {
  const labels = chosen.map((name) => {
    const at = classes.indexOf(name);
    const number = at >= 0 ? at : Number(name);
    if (name !== '' && Number.isInteger(number) && number >= 0 && number < classes.length) return number;
    throw new UsageError(`there is no class '${name}'`, { hint: suggest(name, classes) });
  });
  return Int32Array.from({ length: count }, (_, i) => labels[i % labels.length]!);
}
