// `pnpm declarations`: packs everything, installs it in an empty folder, has every TypeScript that is supported read the
// declarations of every entry, and prints the matrix. --short: the oldest and the newest alone. --tarballs FOLDER takes what was
// packed before, --write puts the table into docs/packages.md.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { textOf } from '../release/tarball.mjs';
import { declarationMatrix, declarationTable, typescriptLines } from './declaration-matrix.mjs';
import { writeTable } from './write-table.mjs';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    tarballs: { type: 'string' },
  },
});

/** The tarballs of a folder by the names of their packages. */
function tarballsIn(folder) {
  const paths = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  return Object.fromEntries(
    paths.map((name) => {
      const path = resolve(join(folder, name));
      return [JSON.parse(textOf(path, 'package.json')).name, path];
    }),
  );
}

const rows = await declarationMatrix({
  lines: values.short ? [typescriptLines[0], typescriptLines.at(-1)] : typescriptLines,
  ...(values.tarballs ? { packed: tarballsIn(values.tarballs) } : {}),
  onRow: ({ typescript, moduleResolution, without, withNode }) => {
    const faults = [...new Set([...without.ours, ...withNode.ours])];
    process.stderr.write(
      `TypeScript ${typescript}, ${moduleResolution}: ${faults.length === 0 ? 'no error of ours' : ''}\n`,
    );
    for (const fault of faults) process.stderr.write(`  ${fault}\n`);
  },
});
const table = declarationTable(rows);
process.stdout.write(`${table}\n`);
if (values.write) writeTable('declarations', table);
const failed = rows.filter(({ without, withNode }) => without.ours.length + withNode.ours.length > 0);
process.stdout.write(`${rows.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
