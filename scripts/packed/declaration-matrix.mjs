import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packPackages } from '../release/pack-packages.mjs';
import { textOf } from '../release/tarball.mjs';
import { entriesOf } from './imports.mjs';
import { settings } from './install.mjs';
import { startRegistry } from './registry.mjs';
import { configuredRegistry, npm, output } from './tools.mjs';

/** The lines of TypeScript that our declarations are written for; the newest release of each is taken. */
export const typescriptLines = ['5.6', '5.7', '5.8', '5.9', '6'];

const reader = fileURLToPath(new URL('read-declarations.mjs', import.meta.url));

/** What is installed beside our packages: TensorFlow.js, which they leave to their users, and the types of Node. */
const beside = ['@tensorflow/tfjs-core', '@types/node@20'];

const aliasOf = (line) => `typescript-${line}`;

/** Installs what is named in an empty folder by npm, no script run. */
async function installIn(folder, names, trial) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await output(npm, ['i', ...names], { cwd: folder, env: settings(trial) });
}

/**
 * Installs all packages, as they would be published, in an empty folder, and has each TypeScript read the declarations of every entry.
 *
 * @param {{ lines?: readonly string[], onRow?: (row: object) => void, packed?: Record<string, string> }} options
 * @returns the rows: a TypeScript and a way to find modules, what it has against our declarations without and with the types of Node,
 *   and how much against those of others
 */
export async function declarationMatrix({ lines = typescriptLines, onRow = () => {}, packed: given }) {
  // TypeScript names files by their real paths.
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'ftn-declarations-')));
  let registry;
  try {
    mkdirSync(join(scratch, 'tarballs'));
    const packed = given ?? packPackages(join(scratch, 'tarballs'));
    registry = await startRegistry(packed, await configuredRegistry());
    const trial = { registry: registry.url, scratch, scripts: false, node: process.execPath };
    const folder = join(scratch, 'reader');
    await installIn(folder, [...Object.keys(packed), ...beside], trial);
    const compilers = join(scratch, 'compilers');
    const aliases = lines.map((line) => `${aliasOf(line)}@npm:typescript@${line}`);
    await installIn(compilers, aliases, trial);
    const packages = Object.fromEntries(
      Object.entries(packed)
        .map(([name, tarball]) => [name, entriesOf(JSON.parse(textOf(tarball, 'package.json')))])
        .filter(([, entries]) => entries.length > 0),
    );
    const rows = [];
    for (const line of lines) {
      const compiler = join(compilers, 'node_modules', aliasOf(line));
      const { stdout } = await output(process.execPath, [reader, compiler, folder, JSON.stringify(packages)]);
      for (const row of JSON.parse(stdout)) {
        rows.push(row);
        onRow(row);
      }
    }
    return rows;
  } finally {
    registry?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

const countOf = ({ ours }) => (ours.length === 0 ? 'none' : String(ours.length));

/** How many errors in whose declarations, of the two readings of a row. */
function othersOf({ without, withNode }) {
  const names = [...new Set([...Object.keys(without.others), ...Object.keys(withNode.others)])].sort();
  const told = names.map((name) => `${name} ${without.others[name] ?? 0} / ${withNode.others[name] ?? 0}`);
  return told.length === 0 ? 'none' : told.join(', ');
}

/** The rows as a table in Markdown. */
export function declarationTable(rows) {
  const head = ['TypeScript', 'moduleResolution', 'ours, no `@types/node`', 'ours, with it', "others'"];
  const align = head.map(() => '---');
  const cells = rows.map((row) => [
    row.typescript,
    row.moduleResolution,
    countOf(row.without),
    countOf(row.withNode),
    othersOf(row),
  ]);
  return [head, align, ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
