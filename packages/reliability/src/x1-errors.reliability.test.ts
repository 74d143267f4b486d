import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { row, seeded } from './row.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Errors without a class of their own, each with why no user sees them. */
const allowed: Readonly<Record<string, string>> = {
  'packages/conformance/src/subject.ts': 'a law of the tests',
  'packages/reliability/src/damage/reference-decoder.ts': 'a tool of the tests',
  'packages/datasets/src/pixels/decode-indices.ts': 'caught and told with the file',
  'packages/datasets/src/pixels/decode-image.ts': 'caught and told with the file',
  'packages/engine/src/wasm/start-wasm.ts': 'the next engine is tried and the reason told',
  'packages/engine/src/install/unpack-wheel.ts': 'told as the reason of the installation',
  'packages/library/src/files/package-files.ts': 'an installation that is not whole',
};

/** Every file of TypeScript under a `src`; what is installed beside one is not walked. */
const files = ['apps', 'packages'].flatMap((top) =>
  readdirSync(`${root}/${top}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${root}/${top}/${entry.name}/src`))
    .flatMap(({ name }) =>
      (readdirSync(`${root}/${top}/${name}/src`, { recursive: true }) as string[])
        .filter((path) => path.endsWith('.ts'))
        .map((path) => `${top}/${name}/src/${path}`),
    ),
);
const sources = files.filter((path) => !/\.test\.ts$|\/testing\/|__fixtures__/.test(path));

const classes = ['Usage', 'Format', 'Mismatch', 'Storage', 'Diverged', 'Memory', 'Locked', 'Interrupted'];
const thrown = new RegExp(`new (?:${classes.join('|')})Error\\(`, 'g');
const bare = /throw new (?:Error|TypeError|RangeError)\(/;

/** Sources that throw an error a user would see as a stack. */
const bareIn = (files: ReadonlyMap<string, string>) =>
  [...files].filter(([path, source]) => bare.test(source) && !(path in allowed)).map(([path]) => path);

const read = new Map(sources.map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]));

row('X1', 'throw sites', () => {
  expect(bareIn(read)).toEqual([]);
  const sites = [...read.values()].reduce((sum, source) => sum + (source.match(thrown)?.length ?? 0), 0);
  expect(sites).toBeGreaterThan(100);
  const listed = Object.keys(allowed).length;
  return {
    count: sites,
    figure: `${sites} errors of the catalogue, ${listed} bare ones listed with why, 0 others`,
  };
});

row('X1', 'a test for each kind', () => {
  const tests = files
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(`${root}/${path}`, 'utf8'));
  const untested = classes.filter((name) => !tests.some((source) => source.includes(`${name}Error`)));
  expect(untested).toEqual([]);
  return { count: classes.length, figure: `${classes.length} kinds of error, each produced by a test` };
});

seeded('X1', 'a source throws an error without advice', () => {
  expect(bareIn(new Map([['packages/x/src/y.ts', "throw new Error('it broke')"]]))).toEqual([
    'packages/x/src/y.ts',
  ]);
});
