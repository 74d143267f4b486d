// `pnpm packed`: packs everything, installs it in every way there is and runs it, and prints the matrix. --short: one
// Node, npm, the engine and the command. --nodes 20,24 and --only REGEXP take a part of it, --write puts it into
// docs/packages.md.
import { parseArgs } from 'node:util';
import { installMatrix, matrixTable } from './matrix.mjs';
import { nodeVersions } from './tools.mjs';
import { writeTable } from './write-table.mjs';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    nodes: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
  },
});
const lines = values.nodes.split(',').filter(Boolean);
const all = values.short ? [process.versions.node] : nodeVersions;
const nodes = lines.length === 0 ? all : nodeVersions.filter((one) => lines.includes(one.split('.')[0]));

const rows = await installMatrix({
  nodes,
  short: values.short,
  only: new RegExp(values.only),
  onRow: ({ what, way, version, scripts, works, failed, seconds }) =>
    process.stderr.write(
      `${what} by ${way}, Node ${version}, scripts ${scripts ? 'allowed' : 'forbidden'}: ${works ?? failed} (${seconds.toFixed(0)} s)\n`,
    ),
});
const table = matrixTable(rows);
process.stdout.write(`${table}\n`);
if (values.write) writeTable('matrix', table);
const failed = rows.filter((row) => row.failed !== null);
process.stdout.write(`${rows.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
