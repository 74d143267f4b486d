import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { namedMethods } from './method-names.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const methods = join(root, 'packages/tensor-factors/src/methods');

/** The names of the table, read from the methods' own files. */
const names = readdirSync(methods, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(
    ({ name }) => /^ {2}name: '([a-z-]+)',$/m.exec(readFileSync(join(methods, name, 'method.ts'), 'utf8'))[1],
  );

/** The command has the name of a method. */
const rules = { names, ambiguous: ['ftn'] };

/** Who may name methods: their own folder, what is written about each, earlier recipes, and what only tests run. */
const allowed = [
  /^packages\/tensor-factors\/src\/methods\//,
  // The trainer of the method that learns policies; its settings are kept under its name.
  /^packages\/training\/src\/adashare\//,
  /^packages\/conformance\/src\/systems\.ts$/,
  /^packages\/library\/src\/recipes\/earlier-form\.ts$/,
  /^apps\/cli\/src\/paper\/explain-order\.ts$/,
  /\/(testing|__fixtures__)\//,
  /\.test\.ts$/,
];

const sources = ['packages', 'apps'].flatMap((kind) =>
  readdirSync(join(root, kind)).flatMap((name) => {
    try {
      return readdirSync(join(root, kind, name, 'src'), { recursive: true })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => join(root, kind, name, 'src', file));
    } catch {
      return [];
    }
  }),
);

describe('the names of methods', () => {
  it('are six in the table', () => {
    expect(names.sort()).toEqual([
      'adashare',
      'fc-and-bn-only',
      'feature-extractor',
      'fine-tuning',
      'ftn',
      'taps',
    ]);
  });

  it('are compared nowhere outside their table', () => {
    const found = sources
      .map((file) => [relative(root, file), file])
      .filter(([path]) => !allowed.some((pattern) => pattern.test(path)))
      .flatMap(([path, file]) => namedMethods(file, rules).map((place) => `${path}:${place}`));
    expect(found).toEqual([]);
  });
});

describe('namedMethods', () => {
  it.each([
    ["if (method === 'ftn') rank = 1;"],
    ["if (flags.joint && method !== 'fine-tuning') fail();"],
    ["const ranked = new Set(['ftn']);"],
    ["function systemsOf(recipe, ranked = 'ftn') {}"],
    ["const given = flags.method ?? 'ftn';"],
    ["const { method = 'ftn' } = options;"],
    ["switch (method) { case 'ftn': train(); }"],
    ["const method = createMethod('ftn');"],
    ["const options = { method: 'ftn' };"],
    ["const singleTask = 'fine-tuning';"],
    ['const titles = { taps: 1 };'],
    ['const rates = recipe.methods.ftn;'],
    ['const policy = recipe.methods.adashare?.phases;'],
    ["command.option('--method <name>', 'what is trained', 'ftn');"],
  ])('finds %s', (line) => {
    expect(namedMethods('line.ts', rules, line)).toEqual([`1: ${line}`]);
  });

  it.each([
    ["const program = new Command('ftn');"],
    ["return ['ftn', ...quoted].join(' ');"],
    ["import { train } from 'ftn';"],
    ["const cache = join(home, '.cache', 'ftn');"],
    ["if (task === 'edge') draw();"],
    ['program.ftn = 1;'],
  ])('accepts %s', (line) => {
    expect(namedMethods('line.ts', rules, line)).toEqual([]);
  });
});
