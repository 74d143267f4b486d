import { StorageError } from '@ftn/errors';
import generatorWeights from '@networks/mini-summer.safetensors?url';
import backboneWeights from '@networks/resnet10-small.safetensors?url';
import type { AdapterPair } from '../model/domain-shelf.js';

/** Addresses of what `pnpm adapters` made, by their path. */
const cards = import.meta.glob<string>('/adapters/*/adapter.json', {
  query: '?url',
  import: 'default',
  eager: true,
});
const tensors = import.meta.glob<string>('/adapters/*/adapter.safetensors', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** @throws StorageError where the server has it not */
async function fetched(url: string): Promise<Response> {
  const response = await fetch(url).catch(() => null);
  if (response?.ok) return response;
  throw new StorageError('a file of this page cannot be fetched', {
    file: url.split('/').at(-1)!,
    ...(response ? { got: `status ${response.status}` } : {}),
    hint: 'Reload the page; if it is your own copy, build it again.',
  });
}

const bytesOf = async (url: string) => new Uint8Array(await (await fetched(url)).arrayBuffer());

/** The weights of the backbone that the classifying domains are over. */
export const backboneBytes = (): Promise<Uint8Array> => bytesOf(backboneWeights);

/** The weights of the generator that the seasons are over. */
export const generatorBytes = (): Promise<Uint8Array> => bytesOf(generatorWeights);

/** The adapters that come with the page, in the order of their names. */
export function shippedAdapters(
  names: readonly string[],
): Promise<readonly (readonly [string, AdapterPair])[]> {
  return Promise.all(
    names.map(async (name) => {
      const card = await fetched(cards[`/adapters/${name}/adapter.json`]!);
      const bytes = await bytesOf(tensors[`/adapters/${name}/adapter.safetensors`]!);
      return [name, { 'adapter.json': await card.text(), 'adapter.safetensors': bytes }] as const;
    }),
  );
}
