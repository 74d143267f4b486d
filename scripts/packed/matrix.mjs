import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages, root } from '../release/pack-packages.mjs';
import { textOf } from '../release/tarball.mjs';
import { tryPage } from './page-trial.mjs';
import { startRegistry } from './registry.mjs';
import { configuredRegistry, fetchManagers, fetchNode } from './tools.mjs';
import { bytesBelow, tryCommand, tryEngine, tryNpx, tryPackage } from './trials.mjs';

/** A few drawn pictures in class folders, for the programs that read a data set. */
function drawFlowers(folder) {
  const words = ['data', 'make', 'mini-sketch/flowers', '--out', folder, '--limit', '4', '--quiet'];
  execFileSync(process.execPath, [join(root, 'scripts/ftn.mjs'), ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The program that a package's README shows. */
const programOf = (name) => join(root, 'examples/packages', `${name.replace('@ftn/', '')}.ts`);

/** Every trial there is for the releases of Node given, the packages one by one with the first of them. */
function plan(nodes, names, short) {
  const both = short ? [true] : [true, false];
  const ways = short ? ['npm i'] : ['npm i', 'pnpm add'];
  const rows = nodes.flatMap((version) =>
    both.flatMap((scripts) => [
      ...ways.map((way) => ({ version, way, scripts, what: '@ftn/engine', run: tryEngine })),
      ...[...ways, ...(short ? [] : ['npm i -g'])].map((way) => ({
        version,
        way,
        scripts,
        what: 'ftn',
        run: tryCommand,
      })),
      ...(short ? [] : [{ version, way: 'npx', scripts, what: 'ftn', run: tryNpx }]),
    ]),
  );
  if (short) return rows;
  const alone = names.filter((name) => name.startsWith('@ftn/'));
  const each = ways.flatMap((way) =>
    alone.map((what) => {
      const run = (trial) => tryPackage(what, programOf(what), trial);
      return { version: nodes[0], way, scripts: true, what, run, alone: true };
    }),
  );
  const inPages = {
    version: nodes[0],
    way: 'npm i',
    scripts: true,
    what: 'packages in a page',
    run: tryPage,
  };
  return [...rows, ...each, inPages];
}

/**
 * Installs the packages, as they would be published, in empty folders in every way there is, and runs them.
 *
 * @param {{ nodes: readonly string[], short?: boolean, only?: RegExp, onRow?: (row: object) => void, packed?: Record<string, string> }} options
 * @returns the rows: what was installed how, seconds and bytes, and what was seen to work or why it did not
 */
export async function installMatrix({ nodes, short = false, only = /./, onRow = () => {}, packed: given }) {
  const scratch = mkdtempSync(join(tmpdir(), 'ftn-matrix-'));
  let registry;
  try {
    for (const name of ['tarballs', 'tools', 'trials']) mkdirSync(join(scratch, name));
    const packed = given ?? packPackages(join(scratch, 'tarballs'));
    registry = await startRegistry(packed, await configuredRegistry());
    const managers = await fetchManagers(join(scratch, 'tools'));
    const flowers = join(scratch, 'flowers');
    const version = packed.ftn && JSON.parse(textOf(packed.ftn, 'package.json')).version;
    const planned = plan(nodes, Object.keys(packed), short).filter(({ what, way, version: node }) =>
      only.test(`${what} ${way} ${node}`),
    );
    if (planned.some(({ alone }) => alone)) drawFlowers(flowers);
    const rows = [];
    for (const { run, ...row } of planned) {
      const node = await fetchNode(row.version, join(scratch, `node-${row.version}`));
      const folder = join(scratch, 'trials', String(rows.length));
      const started = Date.now();
      const trial = { ...row, node, folder, scratch, managers, flowers, version, registry: registry.url };
      const done = await run(trial).then(
        (works) => ({ works, failed: null }),
        (error) => ({ works: null, failed: error.message }),
      );
      const bytes = existsSync(folder) && row.way !== 'npx' ? bytesBelow(folder) : null;
      rows.push({ ...row, ...done, seconds: (Date.now() - started) / 1000, bytes });
      onRow(rows.at(-1));
      rmSync(folder, { recursive: true, force: true });
    }
    return rows;
  } finally {
    registry?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

const cells = ({ version, way, scripts, what, works, failed, seconds, bytes }) => [
  what,
  way,
  version.split('.')[0],
  scripts ? 'allowed' : 'forbidden',
  bytes === null ? '' : (bytes / 1e6).toFixed(0),
  seconds.toFixed(0),
  works ?? `failed: ${failed.split('\n')[0]}`,
];

/** The rows as a table in Markdown. */
export function matrixTable(rows) {
  const head = ['package', 'by', 'Node', 'scripts', 'MB', 's', 'works'];
  const align = ['---', '---', '--:', '---', '--:', '--:', '---'];
  return [head, align, ...rows.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
