import { readAdapterFolder } from '@ftn/adapters/node';
import type { Backbone } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { MismatchError, suggest, UsageError } from '@ftn/errors';
import { adapterOver, type OpenAdapter, requireBackbone } from '../adapter/open-adapter.js';
import { openBackbone } from '../networks/open-backbone.js';
import {
  type ImageInput,
  type ImagePrediction,
  type LabelProbability,
  predictImage,
} from './predict-image.js';

/**
 * One frozen network with any number of domains over it: which one looks at an image is a word, not another network.
 *
 * ```ts
 * await using model = await loadModel('resnet18.pth', { flowers: 'runs/flowers', birds: 'runs/birds' });
 * const [best] = await model.predict('flowers', 'rose.jpg'); // { label, probability }
 * ```
 */
export class Model implements Disposable, AsyncDisposable {
  readonly backbone: Backbone;
  readonly #adapters: Map<string, OpenAdapter>;

  constructor(backbone: Backbone, adapters: Map<string, OpenAdapter>) {
    this.backbone = backbone;
    this.#adapters = adapters;
  }

  /** The names of the domains that are loaded. */
  get domains(): string[] {
    return [...this.#adapters.keys()];
  }

  /**
   * A domain with its task and its preparation of images.
   *
   * @throws UsageError for a name that is not loaded
   */
  adapter(name: string): OpenAdapter {
    const adapter = this.#adapters.get(name);
    if (adapter) return adapter;
    throw new UsageError(`the model has no domain '${name}'`, { hint: suggest(name, this.domains) });
  }

  /** Loads another domain over the same backbone, or replaces the one of that name. */
  async load(name: string, folder: string): Promise<void> {
    const adapter = await adapterOver(await readAdapterFolder(folder), this.backbone);
    this.#adapters.get(name)?.domain.dispose();
    this.#adapters.set(name, adapter);
  }

  /** Drops a domain. */
  unload(name: string): void {
    this.adapter(name).domain.dispose();
    this.#adapters.delete(name);
  }

  /** The classes of an image, the most probable first; empty for a domain that predicts maps. */
  async predict(name: string, image: ImageInput): Promise<readonly LabelProbability[]> {
    return (await this.look(name, image)).labels;
  }

  /** Everything a domain says of an image: classes, or a map. */
  look(name: string, image: ImageInput): Promise<ImagePrediction> {
    return predictImage(this.adapter(name), image);
  }

  /** Frees the network and every adapter's tensors. */
  dispose(): void {
    for (const { domain } of this.#adapters.values()) domain.dispose();
    this.#adapters.clear();
    this.backbone.dispose();
  }

  /** `dispose`, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** `dispose`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.dispose();
  }
}

/**
 * A backbone with the adapters of some folders over it.
 *
 * @param weights the backbone's weights, .safetensors or .pth; null for those that ship
 * @param adapters folders by the names the domains shall have
 * @throws MismatchError where an adapter was trained over another backbone
 */
export async function loadModel(
  weights: string | null,
  adapters: Readonly<Record<string, string>>,
): Promise<Model> {
  const read = [];
  for (const [name, folder] of Object.entries(adapters))
    read.push([name, await readAdapterFolder(folder)] as const);
  const [first] = read;
  if (!first) throw new UsageError('a model needs at least one adapter', { expected: '{ name: folder }' });
  const network = requireBackbone(first[1]).network;
  const strides = read.map(([, one]) => requireBackbone(one).network.outputStride);
  if (new Set(strides).size > 1) {
    throw new MismatchError('the adapters use the backbone at different output strides', {
      expected: 'one output stride',
      got: read.map(([name], i) => `${name} ${strides[i]}`).join(', '),
      hint: 'Load classifiers and maps as models of their own.',
    });
  }
  await startEngine();
  const { name, outputStride } = network;
  const backbone = await openBackbone({ name, weights: weights ?? undefined, outputStride });
  const model = new Model(backbone, new Map());
  try {
    for (const [key, { folder }] of read) await model.load(key, folder);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}
