import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readyBuild } from './build/ready-build.mjs';
import { root } from './build/run-program.mjs';

/** All that may be loaded before a verb is known. */
const light = [
  /^apps\/cli\/src\/[\w-]+\.ts$/,
  /^apps\/cli\/src\/terminal\//,
  /^packages\/errors\//,
  /^scripts\/programs\/ftn\.mjs$/,
  /^node_modules\/(?:commander|cli-progress|string-width|strip-ansi|ansi-regex|is-fullwidth-code-point|emoji-regex)\//,
];

let build;
let scratch;

/** A file's path in the clone; an installed one's as if it were installed flat. */
const inClone = (path) =>
  relative(root, path)
    .split(sep)
    .join('/')
    .replace(/^.*node_modules\/(?!.*node_modules\/)/, 'node_modules/');

/** The sources that a built file is made of. */
function sourcesOf(file) {
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  return sources
    .filter((source) => !source.startsWith('required:'))
    .map((source) => inClone(resolve(build, source)));
}

/** Every source and installed file that the command loads with some words. */
function loadedBy(...words) {
  const coverage = mkdtempSync(join(scratch, 'coverage-'));
  const env = { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: coverage };
  spawnSync(process.execPath, [join(build, 'ftn.js'), ...words], { env });
  const urls = readdirSync(coverage).flatMap((name) =>
    JSON.parse(readFileSync(join(coverage, name), 'utf8')).result.map(({ url }) => url),
  );
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  return [...new Set(files.flatMap((file) => (file.startsWith(build) ? sourcesOf(file) : [inClone(file)])))];
}

/** The sources that a built file may need to run: itself, what it imports at once and what it imports later. */
function neededBy(file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(/(?:^(?:\} from|import) |import\()"\.\/([\w-]+\.js)"/gm)].map(
    ([, name]) => join(build, name),
  );
  return [...sourcesOf(file), ...imports.flatMap((name) => neededBy(name, seen))];
}

/** The built file of a verb. */
const builtVerb = (name) =>
  join(
    build,
    readdirSync(build).find((file) => new RegExp(`^${name}-\\w+\\.js$`).test(file)),
  );

beforeAll(async () => {
  build = await readyBuild(root);
  scratch = mkdtempSync(join(tmpdir(), 'ftn-start-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('starting ftn', () => {
  it.each(['--help', '--version', 'predct', 'help', ''])("loads no code of a verb for 'ftn %s'", (words) => {
    const loaded = loadedBy(...words.split(' ').filter(Boolean));
    expect(loaded).toContain('apps/cli/src/verbs.ts');
    expect(loaded.filter((file) => !light.some((allowed) => allowed.test(file)))).toEqual([]);
  });

  it('loads the code of the named verb', () => {
    const loaded = loadedBy('help', 'list');
    expect(loaded).toContain('apps/cli/src/verbs/list.ts');
    expect(loaded).not.toContain('apps/cli/src/verbs/train.ts');
  });

  it('prepares the engine for every verb that can start one', () => {
    // These take of the library, which can start one, what needs none: they report, check, list, open data, convert.
    const needless = ['engine', 'doctor', 'list', 'data', 'convert', 'runs'];
    const table = readFileSync(join(root, 'apps/cli/src/verbs.ts'), 'utf8');
    const rows = [...table.matchAll(/name: '(\w+)',.*?computes: (true|false)/gs)];
    const computing = rows.filter(([, , computes]) => computes === 'true').map(([, name]) => name);
    const starting = rows
      .map(([, name]) => name)
      .filter((name) => neededBy(builtVerb(name)).includes('packages/engine/src/start-engine.ts'));
    expect(rows.length).toBeGreaterThan(10);
    expect(starting.filter((name) => !needless.includes(name))).toEqual(computing);
  });
});
