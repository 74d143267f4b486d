import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { miniDomainStyles } from '@ftn/synthetic';
import { type AdapterPair, DomainShelf } from '../src/model/domain-shelf.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A file of the library's that the page has, too. */
export const networkBytes = async (file: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(at(`../../../packages/library/assets/${file}`)));

/** An adapter that comes with the page. */
export async function shippedPair(name: string): Promise<AdapterPair> {
  return {
    'adapter.json': await readFile(at(`../adapters/${name}/adapter.json`), 'utf8'),
    'adapter.safetensors': new Uint8Array(await readFile(at(`../adapters/${name}/adapter.safetensors`))),
  };
}

/** The page's network with its domains, in Node. */
export async function openShipped(): Promise<DomainShelf> {
  const file = 'resnet10-small.safetensors';
  const shelf = new DomainShelf('resnet10-small', await networkBytes(file), file);
  for (const style of miniDomainStyles) await shelf.add(await shippedPair(style), style);
  return shelf;
}
