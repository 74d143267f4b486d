// `pnpm sizes`: what packages weigh in a page. --write puts the table into docs/packages.md.
import { browserBundler } from './browser-bundle.mjs';
import { sizesTable } from './sizes-table.mjs';
import { writeTable } from './write-table.mjs';

const table = await sizesTable(browserBundler());
process.stdout.write(`${table}\n`);
if (process.argv.includes('--write')) writeTable('sizes', table);
