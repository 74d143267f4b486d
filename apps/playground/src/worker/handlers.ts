import { countBackbone } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import { miniDomain, miniDomainStyles, miniSeasonsScenes } from '@ftn/synthetic';
import { DomainShelf } from '../model/domain-shelf.js';
import type { PixelImage } from '../model/pixel-image.js';
import { SeasonGenerator } from '../seasons/season-generator.js';
import { ownSeason, shippedSeasons } from '../seasons/shipped-seasons.js';
import { trainPhotographs } from '../training/train-photographs.js';
import { type AnswerOf, type CallName, drawnPerClass, type EventOf, type RequestOf } from './calls.js';
import { backboneBytes, generatorBytes, shippedAdapters } from './shipped.js';
import { startBackend } from './start-backend.js';

/** The network behind the page. */
const backboneName = 'resnet10-small';
let shelf: DomainShelf | undefined;
let image: PixelImage | undefined;
let generator: SeasonGenerator | undefined;
let stopping: AbortController | undefined;

function opened<T>(it: T | undefined, what = 'network'): T {
  if (it === undefined) throw new UsageError(`there is no ${what} yet`, { hint: 'Wait for it.' });
  return it;
}

type Handlers = {
  readonly [K in CallName]: (
    request: RequestOf<K>,
    tell: (event: EventOf<K>) => void,
  ) => AnswerOf<K> | Promise<AnswerOf<K>>;
};

/** What the worker does for each call. */
export const handlers: Handlers = {
  async start({ engine }) {
    const bytes = backboneBytes();
    const adapters = shippedAdapters(miniDomainStyles);
    await startBackend(engine);
    shelf = new DomainShelf(backboneName, await bytes, `${backboneName}.safetensors`);
    const domains = [];
    for (const [name, files] of await adapters) domains.push(await shelf.add(files, name));
    const { architecture } = shelf.backbone;
    return {
      engine,
      layers: shelf.layers,
      backbone: { name: architecture.name, scalars: countBackbone(architecture).parameters },
      domains,
    };
  },

  draw({ style, index }) {
    const drawn = miniDomain({ style, split: 'test', perClass: drawnPerClass });
    const at = index % drawn.length;
    const drawing = drawn.image(at);
    if (drawing.kind !== 'pixels') throw new UsageError('a drawing is made of pixels');
    return { image: drawing, label: drawn.classes[drawn.label(at)]!, style };
  },

  look(request) {
    image = request.image;
    return null;
  },

  answer: ({ domain }) => opened(shelf).answer(domain, opened(image, 'image')),
  blend: (request) => opened(shelf).blended(request, opened(image, 'image')),
  add: ({ files, file }) => opened(shelf).add(files, file),

  async train({ photographs, choice }, tell) {
    const on = opened(shelf);
    stopping = new AbortController();
    const { signal } = stopping;
    const trained = await trainPhotographs({
      backbone: on.backbone,
      photographs,
      choice,
      signal,
      onEvent: tell,
    });
    return { ...trained, domain: await on.add(trained.files) };
  },

  stop() {
    stopping?.abort();
    return null;
  },

  async startSeasons() {
    const adapters = shippedAdapters(shippedSeasons);
    generator ??= new SeasonGenerator(await generatorBytes(), 'mini-summer.safetensors', ownSeason);
    for (const [name, files] of await adapters) await generator.add(files, name);
    return { seasons: generator.seasons, scenes: miniSeasonsScenes };
  },

  season: (request) => opened(generator, 'generator').draw(request),
};
