import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedFolders } from '../checks/installed-packages.mjs';
import { installMatrix } from '../packed/matrix.mjs';
import { absoluteLinks, relativeLinks } from './absolute-links.mjs';
import { finishTarball } from './finish-tarball.mjs';
import { packPackages, root } from './pack-packages.mjs';
import { publishedManifest, repositoryUrl } from './published-manifest.cjs';
import { filesOf, tarballFaults, textOf } from './tarball.mjs';

const url = 'https://example.org/tensors';
const read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const folders = publishedFolders(root);
const scratch = mkdtempSync(join(tmpdir(), 'ftn-packed-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

// pnpm puts the repository's licence into a tarball only where the package has no file of such a name itself.
it.each(folders.map((folder) => [basename(folder), folder]))(
  '%s has no other licence that would keep the repository’s out of its tarball',
  (_, folder) => {
    expect(readdirSync(folder).filter((name) => /^licen[cs]e/i.test(name))).toEqual([]);
  },
);

describe('the manifest of a published package', () => {
  it.each(folders.map((folder) => [basename(folder), folder]))(
    '%s says all that its users need',
    (_, folder) => {
      const manifest = publishedManifest(read(folder), folder, url);
      // Versions of the workspace are written in by pnpm.
      const written = JSON.parse(JSON.stringify(manifest).replace(/"(workspace:\*|catalog:)"/g, '"1.0.0"'));
      const leads = JSON.stringify([written.exports, written.bin ?? '']).match(/\.\/[^"]+/g);
      const files = new Map([...leads, './LICENSE', './README.md'].map((path) => [path.slice(2), 1]));
      for (const path of written.files) if (extname(path) !== '') files.set(path, 1);
      expect(tarballFaults(files, written)).toEqual([]);
      expect(written).toMatchObject({
        homepage: `${url}/tree/main/${relative(root, folder)}#readme`,
        repository: { type: 'git', url: `git+${url}.git`, directory: relative(root, folder) },
        bugs: `${url}/issues`,
        publishConfig: { access: 'public', provenance: true },
      });
      expect(read(folder).scripts.prepack).toBe('node ../../scripts/release/prepack.mjs');
      expect(existsSync(join(folder, 'README.md'))).toBe(true);
    },
  );

  it('takes the URL of the repository from one place', () => {
    for (const folder of folders) {
      expect(Object.keys(read(folder))).not.toEqual(expect.arrayContaining(['repository']));
    }
    expect(read(root)).toHaveProperty('repository');
    const { repository, homepage } = publishedManifest(read(folders[0]), folders[0], null);
    expect([repository, homepage]).toEqual([undefined, undefined]);
  });
});

const errors = join(root, 'packages/errors');
let tarball;
let packed;
beforeAll(() => {
  // As in a fresh clone: what is packed has to be built first.
  rmSync(join(errors, 'dist'), { recursive: true, force: true });
  packed = packPackages(scratch, [errors, join(root, 'packages/checkpoints')]);
  tarball = packed['@ftn/errors'];
}, 300_000);

describe('a tarball', () => {
  const manifest = () =>
    publishedManifest(read(join(root, 'packages/random')), join(root, 'packages/random'), url);
  const whole = ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'];
  const faultsOf = (paths, changed = {}) =>
    tarballFaults(new Map(paths.map((path) => [path, 1])), { ...manifest(), ...changed });

  it('without its code, with tests, sources, maps or the condition of a clone is refused', () => {
    expect(faultsOf(whole)).toEqual([]);
    expect(faultsOf(whole.slice(0, 3))).toEqual(['missing: dist/index.d.ts', 'missing: dist/index.js']);
    const needless = [
      'src/index.ts',
      'dist/index.js.map',
      'dist/a.test.js',
      'dist/testing/a.js',
      'tsup.config.ts',
    ];
    expect(faultsOf([...whole, ...needless])).toEqual(needless.map((path) => `needless: ${path}`));
    expect(faultsOf(whole.slice(1))).toEqual(['missing: LICENSE']);
    expect(faultsOf(whole, { files: ['dist', 'addons/a.node'] })).toEqual(['missing: addons/a.node']);
    const conditions = { '@ftn/source': './dist/index.js' };
    expect(faultsOf(whole, { exports: conditions })).toEqual(['@ftn/source in package.json']);
    expect(faultsOf(whole, { keywords: undefined, scripts: { install: 'x' } })).toEqual([
      'no keywords in package.json',
      'scripts in package.json',
    ]);
    expect(faultsOf(whole, { dependencies: { a: 'workspace:*' } })).toEqual(['workspace: in package.json']);
  });

  it('is built as it is packed, and holds nothing but what is used', () => {
    const files = filesOf(tarball);
    expect(tarballFaults(files, JSON.parse(textOf(tarball, 'package.json')))).toEqual([]);
    expect([...files.keys()].map((path) => path.replace(/-[\w-]{8}\./, '-*.')).sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist/chunk-*.js',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/kinds-*.d.ts',
      'dist/node/index.d.ts',
      'dist/node/index.js',
      'package.json',
    ]);
  });

  it('is packed by pnpm alone', () => {
    const env = { ...process.env, npm_config_user_agent: 'npm/10.0.0' };
    const script = fileURLToPath(new URL('prepack.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, expect.stringContaining('packages are packed by pnpm')]);
  });
});

describe('a release', () => {
  const script = fileURLToPath(new URL('release.mjs', import.meta.url));

  it('that is dry lists every file of every tarball, and publishes nothing', () => {
    const args = [script, '--dry-run', '--packages', 'errors,checkpoints'];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^@ftn\/errors {2}\d+ files, \d+ bytes$/m);
    expect(stdout).toMatch(/^@ftn\/checkpoints {2}\d+ files, \d+ bytes$/m);
    expect(stdout.match(/^ +\d+ LICENSE$/gm)).toHaveLength(2);
    expect(stdout).toMatch(/^2 packages, nothing published/m);
  }, 300_000);

  it('of some packages is none', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--packages', 'errors'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/no repository|published together/)]);
  });

  it.skipIf(repositoryUrl() !== null)('is refused while the repository has no URL', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([
      2,
      '',
      expect.stringContaining('error: no repository: expected its URL'),
    ]);
  });
});

describe('the links of a packed page', () => {
  it('lead to the repository, wherever they led inside it', () => {
    const page = [
      'See [docs](../../docs/data.md#how), ![a picture](../../docs/a.png), [`x`](../errors/README.md).',
      '[out](https://example.com/a) [below](#here) `a[0](b)`',
      '```ts\nconst y = f[0](x);\n```',
    ].join('\n');
    expect(absoluteLinks(page, url, 'packages/metrics')).toBe(
      [
        `See [docs](${url}/blob/main/docs/data.md#how), ![a picture](${url}/raw/main/docs/a.png), [\`x\`](${url}/blob/main/packages/errors/README.md).`,
        '[out](https://example.com/a) [below](#here) `a[0](b)`',
        '```ts\nconst y = f[0](x);\n```',
      ].join('\n'),
    );
  });

  it('lead to files that exist, in the page of every package', () => {
    const links = folders.flatMap((folder) =>
      relativeLinks(readFileSync(join(folder, 'README.md'), 'utf8')).map((path) =>
        join(folder, path.split('#')[0]),
      ),
    );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('are absolute in the tarball that is published', () => {
    // As it is packed where the repository has a URL.
    const manifest = publishedManifest(read(errors), errors, url);
    const staged = mkdtempSync(join(scratch, 'staged-'));
    spawnSync('tar', ['xzf', tarball, '-C', staged]);
    writeFileSync(join(staged, 'package/package.json'), JSON.stringify(manifest));
    appendFileSync(join(staged, 'package/README.md'), 'More is [there](../../docs/method.md).');
    spawnSync('tar', ['czf', join(staged, basename(tarball)), '-C', staged, 'package']);
    const finished = finishTarball(join(staged, basename(tarball)), url, join(staged, 'finished'));
    expect(textOf(finished, 'README.md')).toContain(`[there](${url}/blob/main/docs/method.md)`);
    expect([...filesOf(finished).keys()].sort()).toEqual([...filesOf(tarball).keys()].sort());
  });
});

// The short form of `pnpm packed`: of two packages one needs the other.
it('tarballs are installed by npm and pnpm, run nothing at it, and run their README’s programs', async () => {
  const rows = await installMatrix({
    nodes: [process.versions.node],
    only: /^@ftn\/(errors|checkpoints) /,
    packed,
  });
  expect(rows.map(({ what, way, failed, works }) => [what, way, failed ?? works])).toEqual([
    ['@ftn/errors', 'npm i', "README's program"],
    ['@ftn/checkpoints', 'npm i', "README's program"],
    ['@ftn/errors', 'pnpm add', "README's program"],
    ['@ftn/checkpoints', 'pnpm add', "README's program"],
  ]);
}, 600_000);
