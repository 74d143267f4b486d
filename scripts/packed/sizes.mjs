// `pnpm sizes`: what packages weigh in a page, as docs/packages.md has it. --write puts the table there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../release/pack-packages.mjs';
import { browserBundler } from './browser-bundle.mjs';
import { sizesTable } from './sizes-table.mjs';

const table = await sizesTable(browserBundler());
process.stdout.write(`${table}\n`);
if (process.argv.includes('--write')) {
  const page = join(root, 'docs/packages.md');
  const [before, , after] = readFileSync(page, 'utf8').split('<!-- sizes -->');
  writeFileSync(page, [before, `\n\n${table}\n\n`, after].join('<!-- sizes -->'));
}
