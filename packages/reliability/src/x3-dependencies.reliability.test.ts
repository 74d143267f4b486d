import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { row, seeded } from './row.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

interface Manifest {
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What the published packages depend on outside this repository. */
function direct(): Set<string> {
  const folders = ['apps', 'packages'].flatMap((top) =>
    readdirSync(`${root}/${top}`).map((name) => `${top}/${name}`),
  );
  const manifests = folders.map((folder) => JSON.parse(text(`${folder}/package.json`)) as Manifest);
  const names = manifests
    .filter((one) => !one.private)
    .flatMap((one) => Object.entries(one.dependencies ?? {}));
  return new Set(names.filter(([, version]) => !version.startsWith('workspace:')).map(([name]) => name));
}

/** What is wrong with a workspace's pins, a lock file's hashes and a page's reasons. */
function faults(workspace: string, lock: string, page: string): string[] {
  const catalog = [...workspace.matchAll(/^ {2}'?([@\w/.-]+)'?: ([^\s]+)$/gm)].filter(([, , v]) =>
    /\d/.test(v!),
  );
  const loose = catalog
    .filter(([, , version]) => !/^\d+\.\d+\.\d+$/.test(version!))
    .map(([line]) => `not pinned:${line}`);
  const builds = [...workspace.matchAll(/^ {2}'?([@\w/.-]+)'?: true$/gm)].map(([, name]) => name!);
  const scripts = builds
    .filter((name) => name !== 'esbuild')
    .map((name) => `${name} runs code at installation`);
  const locked = lock.match(/^ {4}resolution: .*$/gm) ?? [];
  const bare = locked
    .filter((line) => !line.includes('integrity: sha512-'))
    .map((line) => `no hash: ${line.trim()}`);
  const unreasoned = [...direct()]
    .filter((name) => !new RegExp(`^\\| \`${name}\` +\\|`, 'm').test(page))
    .map((name) => `no reason for ${name}`);
  return [...loose, ...scripts, ...bare, ...unreasoned];
}

const given = [text('pnpm-workspace.yaml'), text('pnpm-lock.yaml'), text('docs/reliability.md')] as const;

row('X3', 'dependencies', () => {
  expect(faults(...given)).toEqual([]);
  const locked = given[1].match(/^ {4}resolution: /gm)!.length;
  return {
    count: locked,
    figure: `${direct().size} direct ones with a reason each, ${locked} locked with sha512, exact versions`,
  };
});

seeded('X3', 'a version floats, a hash is missing, a package runs code, a reason is missing', () => {
  const [workspace, lock, page] = given;
  const found = faults(
    workspace.replace(/fflate: [\d.]+/, 'fflate: ^0.8.3').replace('sharp: false', 'sharp: true'),
    lock.replace(/integrity: sha512-/, 'tarball: '),
    page.replace('| `fflate` ', '| `another` '),
  ).join();
  for (const what of ['not pinned', 'runs code', 'no hash', 'no reason for fflate'])
    expect(found).toContain(what);
});
