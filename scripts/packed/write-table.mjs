import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../release/pack-packages.mjs';

/** Puts a table between its two marks in docs/packages.md. */
export function writeTable(name, table) {
  const page = join(root, 'docs/packages.md');
  const mark = `<!-- ${name} -->`;
  const [before, held, after] = readFileSync(page, 'utf8').split(mark);
  if (held === undefined || after === undefined)
    throw new Error(`docs/packages.md has not two lines '${mark}'`);
  writeFileSync(page, [before, `\n\n${table}\n\n`, after].join(mark));
}
