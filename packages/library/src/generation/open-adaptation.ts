import { createHash } from 'node:crypto';
import type { Generator } from '@ftn/backbones';
import { readFileBytes } from '@ftn/checkpoints/node';
import { type EngineInfo, startEngine } from '@ftn/engine';
import type { GeneratorSection } from '@ftn/generation/node';
import type { Data } from '../data/data.js';
import { parseData } from '../data/sources.js';
import { listOf } from '../one-or-several.js';
import type { RunContext } from '../progress/run.js';
import type { ChosenSystem } from '../recipes/choose-system.js';
import type { TrainOptions } from '../train/options.js';
import { type ImageDomain, openWholes, readImageDomain } from './image-domains.js';
import { type LossNetworks, openLossNetworks } from './loss-networks.js';
import { discriminatorFile } from './open-discriminator.js';
import { openGenerator } from './open-generator.js';

/** What all adaptations of a generator stand on, open in one process: its networks and the images of its domains. */
export class OpenAdaptation implements AsyncDisposable {
  readonly options: TrainOptions;
  readonly section: GeneratorSection;
  readonly engine: EngineInfo;
  readonly generator: Generator;
  readonly networks: LossNetworks;
  /** The domains, whose images are read when they are asked for. */
  readonly wholes: readonly Data[];
  readonly #discriminator: string | null;
  readonly #images = new Map<string, Promise<ImageDomain>>();

  private constructor(
    of: Pick<OpenAdaptation, 'options' | 'section' | 'engine' | 'generator' | 'networks' | 'wholes'>,
    discriminator: string | null,
  ) {
    this.#discriminator = discriminator;
    this.options = of.options;
    this.section = of.section;
    this.engine = of.engine;
    this.generator = of.generator;
    this.networks = of.networks;
    this.wholes = of.wholes;
  }

  /** Starts the engine and opens the networks and the domains, of which it tells. */
  static async open(
    { recipe }: ChosenSystem,
    section: GeneratorSection,
    options: TrainOptions,
    { emit }: Pick<RunContext, 'emit'>,
  ): Promise<OpenAdaptation> {
    const { limit, skipBroken, discriminator, weights } = options;
    const specs = listOf(options.data);
    // A wrong word is said before an engine starts for nothing.
    for (const spec of specs) parseData(spec);
    const engine = await startEngine();
    emit({ kind: 'engine', engine });
    const generator = await openGenerator(recipe.backbone, section.expected);
    let networks: LossNetworks | undefined;
    try {
      const choice = { section, generator: recipe.backbone, discriminator, weights };
      networks = await openLossNetworks(choice, generator, emit);
      const { resolution: size } = generator.architecture.config;
      const { seed, madeUp, domains } = recipe;
      const wholes = await openWholes(specs, { opening: { seed, size, madeUp, limit, skipBroken }, domains });
      for (const text of new Set(wholes.flatMap(({ notes }) => notes))) emit({ kind: 'note', text });
      for (const { name, train } of wholes)
        emit({
          kind: 'note',
          text: `${name}: ${train.length.toLocaleString('en-US')} images, each learned and measured`,
        });
      const of = { options, section, engine, generator, networks, wholes };
      return new OpenAdaptation(of, networks.discriminator ? discriminatorFile(choice) : null);
    } catch (error) {
      networks?.dispose();
      generator.dispose();
      throw error;
    }
  }

  /** A system of the recipe at the size of the images the generator makes. */
  sized(chosen: ChosenSystem): ChosenSystem {
    const { resolution: size } = this.generator.architecture.config;
    return { ...chosen, recipe: { ...chosen.recipe, input: { ...chosen.recipe.input, size } } };
  }

  /** The images of a domain, read once. */
  images(data: Data, { recipe }: ChosenSystem, context: RunContext): Promise<ImageDomain> {
    const { resolution: size } = this.generator.architecture.config;
    const { workers } = this.options;
    const { classes } = this.section;
    const read =
      this.#images.get(data.name) ?? readImageDomain(data, { size, recipe, classes, workers }, context);
    this.#images.set(data.name, read);
    return read;
  }

  /** The hash of the file that the discriminator's weights are of; null without one. */
  async discriminatorHash(): Promise<string | null> {
    const file = this.#discriminator;
    return (
      file &&
      createHash('sha256')
        .update(await readFileBytes(file))
        .digest('hex')
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.networks.dispose();
    this.generator.dispose();
  }
}
