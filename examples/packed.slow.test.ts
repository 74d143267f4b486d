import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @boundaries-ignore as below
import { declarationMatrix } from '../scripts/packed/declaration-matrix.mjs';
// @boundaries-ignore the release's own scripts are tried here as a user would meet what they make
import { installMatrix } from '../scripts/packed/matrix.mjs';
// @boundaries-ignore as above
import { packPackages } from '../scripts/release/pack-packages.mjs';
// @boundaries-ignore as above
import { filesOf, tarballFaults, textOf } from '../scripts/release/tarball.mjs';
import { writeTinyDomain } from './checks/tiny-images.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const pnpm = 'pnpm@10.34.9';
const programs = [
  'train-and-save',
  'follow-a-run',
  'evaluate',
  'predict',
  'switch-adapters',
  'merge',
  'export-onnx',
  'compare',
];

describe('the published packages, installed in an empty folder', () => {
  let folder: string;
  let packed: Record<string, string>;
  const run = (program: string) =>
    execFileSync(process.execPath, [`${program}.js`], { cwd: folder, encoding: 'utf8' })
      .trim()
      .split('\n');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ftn-packed-'));
    mkdirSync(join(folder, 'tarballs'));
    packed = packPackages(join(folder, 'tarballs'));
    for (const path of Object.values(packed)) {
      const manifest = JSON.parse(textOf(path, 'package.json')) as Record<string, unknown>;
      expect(tarballFaults(filesOf(path), manifest)).toEqual([]);
    }
    const files = Object.fromEntries(Object.entries(packed).map(([name, path]) => [name, `file:${path}`]));
    const { ftn, ...libraries } = files;
    const { catalog } = readCatalog();
    const project = {
      name: 'reader',
      private: true,
      type: 'module',
      dependencies: { ftn },
      devDependencies: { typescript: catalog.typescript, '@types/node': catalog['@types/node'] },
      pnpm: { overrides: libraries },
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
    execFileSync('npx', ['-y', pnpm, 'install', '--prefer-offline'], { cwd: folder, stdio: 'pipe' });
    for (const program of programs) {
      copyFileSync(join(root, 'examples', `${program}.ts`), join(folder, `${program}.ts`));
    }
    const classes = ['iris', 'clover', 'rose'];
    await writeTinyDomain(join(folder, 'flowers'), classes);
    await writeTinyDomain(join(folder, 'birds'), classes);
    for (const [name, of] of [
      ['red', 'rose'],
      ['blue', 'iris'],
    ] as const) {
      const [first] = readdirSync(join(folder, 'flowers/test', of));
      copyFileSync(join(folder, 'flowers/test', of, first!), join(folder, `${name}.png`));
    }
  }, 3_600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compile against their published types', () => {
    const settings = ['--strict', '--target', 'es2022', '--lib', 'es2023,esnext.disposable'];
    const modules = ['--module', 'nodenext', '--skipLibCheck', '--types', 'node'];
    const files = programs.map((program) => `${program}.ts`);
    execFileSync('npx', ['tsc', ...settings, ...modules, ...files], { cwd: folder, stdio: 'pipe' });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(programs.map((program) => `${program}.js`)));
  });

  it('are read whole by the oldest and the newest TypeScript', async () => {
    const rows = await declarationMatrix({ lines: ['5.6', '6'], packed });
    expect(rows.map(({ without, withNode }) => [...without.ours, ...withNode.ours])).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it('train, evaluate, predict and switch adapters', () => {
    const [trained] = run('train-and-save');
    const [, accuracy] = /adapter (\d+(?:\.\d+)?)$/.exec(trained!)!;
    expect(Number(accuracy)).toBeGreaterThan(70);
    expect(run('evaluate')).toEqual([`flowers: ${accuracy} % of 12 test images`]);
    expect(run('predict').map((line) => line.split(' ').slice(0, 2))).toEqual([
      ['red.png', 'rose'],
      ['blue.png', 'iris'],
    ]);
    expect(run('follow-a-run')).toHaveLength(9);
    expect(run('switch-adapters')).toEqual(['flowers rose', 'birds rose']);
  });

  it('merge, export and compare', () => {
    expect(run('merge')[0]).toMatch(/flowers\.safetensors resnet10-small \d+ \d+$/);
    expect(run('export-onnx')[0]).toMatch(/flowers\.onnx \d+ /);
    expect(run('compare').map((line) => line.split(' ').slice(0, 2))).toEqual([
      ['feature-extractor', 'null'],
      ['ftn', '4'],
    ]);
  });

  it('install from a registry by npm, with nothing that runs at it, and start', async () => {
    const rows = await installMatrix({ nodes: [process.versions.node], short: true, packed });
    expect(rows.map(({ what, failed }) => [what, failed])).toEqual([
      ['@ftn/engine', null],
      ['ftn', null],
    ]);
  });

  it('predict one image with the installed command', () => {
    const command = join(folder, 'node_modules/.bin/ftn');
    const words = ['predict', 'red.png', '--adapter', 'runs/flowers/adapter', '--json'];
    const rows = JSON.parse(execFileSync(command, words, { cwd: folder, encoding: 'utf8' })) as unknown;
    expect(JSON.stringify(rows)).toContain('rose');
  });
});

/** The versions the repository pins. */
function readCatalog(): { catalog: Record<string, string> } {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const rows = [...text.matchAll(/^ {2}'?([@\w/-]+)'?: ([\d.]+)$/gm)].map(([, name, version]) => [
    name,
    version,
  ]);
  return { catalog: Object.fromEntries(rows) };
}
