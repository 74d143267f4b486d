import type { Generator } from '@ftn/backbones';
import { decodeSafetensors } from '@ftn/checkpoints';
import { UsageError } from '@ftn/errors';
import {
  decodeGeneratorDomain,
  type GeneratorDomain,
  generate,
  generatorFromTensors,
  latentWalk,
  mixDomains,
  sampleLatents,
  standardLatents,
} from '@ftn/generation';
import type { AdapterPair } from '../model/domain-shelf.js';
import type { PixelImage } from '../model/pixel-image.js';

/** Steps of a walk from one latent to the next. */
const frames = 61;

/** A landscape to be drawn in every season. */
export interface SeasonRequest {
  /** The kind of landscape, an index into the generator's classes. */
  readonly scene: number;
  /** Names the latent the walk starts at; the next one is where it leads. */
  readonly seed: number;
  /** How far the walk has come, 0 to 1. */
  readonly progress: number;
  /** Two seasons and the share of the second, 0 to 1. */
  readonly mix: { readonly first: string; readonly second: string; readonly share: number };
}

/** The picture of one season. */
export interface SeasonPicture {
  /** The season; null for the mixture. */
  readonly season: string | null;
  readonly image: PixelImage;
}

/** A frozen generator and its seasons; its own season has no adapter. */
export class SeasonGenerator {
  readonly #generator: Generator;
  readonly #own: string;
  readonly #seasons = new Map<string, GeneratorDomain>();

  constructor(weights: Uint8Array, file: string, own: string) {
    this.#generator = generatorFromTensors(decodeSafetensors(weights, { file }).tensors, { file });
    this.#own = own;
  }

  /** @throws FormatError where a file is damaged, MismatchError for another generator */
  async add(files: AdapterPair, file?: string): Promise<void> {
    const { domain } = await decodeGeneratorDomain(files, this.#generator, file);
    this.#seasons.set(domain.name, domain);
  }

  /** Its own season first. */
  get seasons(): string[] {
    return [this.#own, ...this.#seasons.keys()];
  }

  /** The same latent in every season, and in the mixture of two. */
  draw({ scene, seed, progress, mix }: SeasonRequest): SeasonPicture[] {
    const size = this.#generator.architecture.config.latentSize;
    const latent = (number: number) =>
      sampleLatents(1, standardLatents(size), { seed: number, truncation: 1.5 });
    const frame = Math.round(Math.min(1, Math.max(0, progress)) * (frames - 1));
    const walk = latentWalk(latent(seed), latent(seed + 1), frames);
    const latents = walk.slice(frame * size, (frame + 1) * size);
    const picture = (source: Generator | GeneratorDomain): PixelImage => {
      const { pixels, size: side } = generate(source, { labels: [scene], latents });
      const data = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length);
      return { kind: 'pixels', data, width: side, height: side, channels: 3 };
    };
    const pictures: SeasonPicture[] = this.seasons.map((season) => ({
      season,
      image: picture(this.#source(season)),
    }));
    return [...pictures, { season: null, image: this.#mixed(mix, picture) }];
  }

  dispose(): void {
    for (const season of this.#seasons.values()) season.dispose();
    this.#generator.dispose();
  }

  #source(season: string): Generator | GeneratorDomain {
    return season === this.#own ? this.#generator : this.#domain(season);
  }

  #domain(season: string): GeneratorDomain {
    const found = this.#seasons.get(season);
    if (found) return found;
    throw new UsageError(`there is no season '${season}'`, { expected: this.seasons.join(', ') });
  }

  /** The generator's own season has no change of its own: its share is what the other leaves of one. */
  #mixed({ first, second, share }: SeasonRequest['mix'], picture: (source: GeneratorDomain) => PixelImage) {
    const shares = [
      [first, 1 - share],
      [second, share],
    ] as const;
    const adapted = shares.filter(([season]) => season !== this.#own);
    if (adapted.length === 0) throw new UsageError('a mixture needs a season besides the generator’s own');
    const mixture = mixDomains(
      'mixture',
      adapted.map(([season, part]) => [this.#domain(season), part]),
    );
    try {
      return picture(mixture);
    } finally {
      mixture.dispose();
    }
  }
}
