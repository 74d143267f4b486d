import {
  type AdapterFiles,
  type BackboneManifest,
  backboneFromTensors,
  type Domain,
  decodeAdapter,
  domainOf,
} from '@ftn/adapters';
import { type Backbone, createArchitecture } from '@ftn/backbones';
import { decodeSafetensors } from '@ftn/checkpoints';
import { FormatError, suggest, UsageError } from '@ftn/errors';
import { type Answer, answerOf } from './answer.js';
import { blendDomains } from './blend-domains.js';
import type { PixelImage } from './pixel-image.js';
import { relativeNorms } from './relative-norms.js';

/** The kind of head that gives classes. */
const linear = 'linear';

/** The two files that make an adapter. */
export type AdapterPair = Pick<AdapterFiles, 'adapter.json' | 'adapter.safetensors'>;

/** What a page shows of a domain. */
export interface DomainSummary {
  readonly name: string;
  readonly classes: readonly string[];
  /** Scalars it adds to the shared network, running statistics included. */
  readonly scalars: number;
  readonly method: string;
  /** Accuracy (%) as its file says; null where it does not. */
  readonly accuracy: number | null;
  /** ‖ΔW‖ / ‖W‖ by layer. */
  readonly norms: readonly number[];
}

/** Domains by name with their shares, and how strong ΔW is. */
export interface BlendRequest {
  readonly shares: readonly (readonly [name: string, share: number])[];
  readonly strength: number;
}

interface Shelved {
  readonly domain: Domain;
  readonly manifest: BackboneManifest;
}

/** One frozen network in memory and the domains over it. */
export class DomainShelf {
  readonly backbone: Backbone;
  readonly #domains = new Map<string, Shelved>();

  constructor(name: string, weights: Uint8Array, file: string) {
    const { tensors } = decodeSafetensors(weights, { file });
    this.backbone = backboneFromTensors(createArchitecture(name), tensors, file);
  }

  get names(): string[] {
    return [...this.#domains.keys()];
  }

  get layers(): string[] {
    return this.backbone.architecture.convolutions.map(({ name }) => name);
  }

  /**
   * Adds an adapter; one whose name is taken gets a number behind it.
   *
   * @throws FormatError where a file is damaged or of something else, MismatchError for another backbone
   */
  async add(files: AdapterPair, file?: string): Promise<DomainSummary> {
    const adapter = await decodeAdapter(files, file);
    const domain = await domainOf(adapter, this.backbone);
    const manifest = adapter.manifest as BackboneManifest;
    if (domain.parts.head.architecture.kind !== linear) {
      domain.dispose();
      throw new FormatError('the adapter predicts maps', {
        ...(file === undefined ? {} : { file }),
        expected: 'an adapter of classes',
        hint: 'Look at its maps with the command.',
      });
    }
    const name = this.#freeName(domain.name);
    this.#domains.set(name, { domain, manifest });
    return this.summary(name);
  }

  summary(name: string): DomainSummary {
    const { domain, manifest } = this.#shelved(name);
    return {
      name,
      classes: domain.classes,
      scalars: Object.values(domain.counts()).reduce((sum, count) => sum + count, 0),
      method: domain.method.name,
      accuracy: manifest.metrics.accuracy ?? null,
      norms: relativeNorms(domain),
    };
  }

  /** What a domain says of an image. */
  answer(name: string, image: PixelImage): Promise<Answer> {
    const { domain, manifest } = this.#shelved(name);
    return answerOf(domain, manifest.input.steps, image);
  }

  /** What a blend of domains says of an image, and how far it moves each layer. */
  async blended(
    request: BlendRequest,
    image: PixelImage,
  ): Promise<{ readonly answer: Answer; readonly norms: readonly number[] }> {
    const taking = request.shares.filter(([, share]) => share !== 0);
    const shares = taking.map(([name, share]) => [this.#shelved(name), share] as const);
    const domain = blendDomains(
      'blend',
      shares.map(([{ domain: own }, share]) => [own, share]),
      request.strength,
    );
    try {
      const answer = await answerOf(domain, shares[0]![0].manifest.input.steps, image);
      return { answer, norms: relativeNorms(domain) };
    } finally {
      domain.dispose();
    }
  }

  dispose(): void {
    for (const { domain } of this.#domains.values()) domain.dispose();
    this.#domains.clear();
    this.backbone.dispose();
  }

  #shelved(name: string): Shelved {
    const found = this.#domains.get(name);
    if (found) return found;
    throw new UsageError(`there is no domain '${name}'`, { hint: suggest(name, this.names) });
  }

  #freeName(wanted: string): string {
    if (!this.#domains.has(wanted)) return wanted;
    for (let number = 2; ; number++) {
      const name = `${wanted} ${number}`;
      if (!this.#domains.has(name)) return name;
    }
  }
}
