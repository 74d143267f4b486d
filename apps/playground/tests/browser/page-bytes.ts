import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Site } from './built-site.js';
import type { OpenPage } from './open-page.js';

/** Gzipped bytes of everything a page has fetched so far, weights and adapters apart. */
export async function pageBytes({ fetched }: OpenPage, { folder }: Site): Promise<number> {
  let total = 0;
  for (const path of fetched.keys()) {
    if (extname(path) === '.safetensors' || path.endsWith('.json')) continue;
    total += gzipSync(await readFile(join(folder, path === '/' ? 'index.html' : path))).length;
  }
  return total;
}
