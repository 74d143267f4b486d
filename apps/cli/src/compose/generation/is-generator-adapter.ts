import { join } from 'node:path';
import { adapterFolder } from '../open-adapter.js';
import { readBytes } from '../read-bytes.js';

/** Whether a folder holds the adapter of a generator; what is wrong with it is left to whoever opens it. */
export async function isGeneratorAdapter(folder: string): Promise<boolean> {
  const text = new TextDecoder().decode(await readBytes(join(adapterFolder(folder), 'adapter.json')));
  return /"format":\s*"ftn-generator-adapter"/.test(text);
}
