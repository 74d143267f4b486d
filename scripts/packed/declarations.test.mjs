import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declarationFaults, packageOf } from './declaration-faults.mjs';
import { declarationTable } from './declaration-matrix.mjs';
import { entriesOf } from './imports.mjs';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ftn-declared-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Installs a package of one file of declarations. */
function installed(name, declarations, dependencies = {}) {
  const at = (file) => join(folder, 'node_modules', name, file);
  mkdirSync(dirname(at('index.d.ts')), { recursive: true });
  const exports = { '.': { types: './index.d.ts', default: './index.js' } };
  writeFileSync(
    at('package.json'),
    JSON.stringify({ name, version: '1.0.0', type: 'module', exports, dependencies }),
  );
  writeFileSync(at('index.d.ts'), declarations);
}

beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  installed('foreign', 'export declare const a: Absent;\nexport declare const b: Absent;\n');
  installed('@own/sound', "import { a } from 'foreign';\nexport declare const c: typeof a;\n", {
    foreign: '1',
  });
  installed('@own/wrong', 'export interface Row { cell: Missing }\n');
  installed('@own/leaning', 'export declare class Held { [Symbol.dispose](): void }\n');
  installed('@own/standing', '/// <reference lib="esnext.disposable" />\nexport type Held = Disposable;\n');
  installed('@own/silent', "export { c } from '@own/sound';\n");
});

describe.each([
  ['node16', 'node16'],
  ['bundler', 'esnext'],
])('declarationFaults, moduleResolution %s', (moduleResolution, module) => {
  const read = (...names) =>
    declarationFaults(ts, {
      folder,
      packages: Object.fromEntries(names.map((name) => [name, [name]])),
      compilerOptions: { moduleResolution, module, types: [] },
      alone: true,
    });

  it('counts the errors of others apart, by package', () => {
    expect(read('@own/sound')).toEqual({ ours: [], others: { foreign: 2 } });
  });

  it('finds an error of ours', () => {
    expect(read('@own/sound', '@own/wrong').ours).toEqual([
      "node_modules/@own/wrong/index.d.ts:1 TS2304: Cannot find name 'Missing'.",
    ]);
  });

  it('finds what leans on another package that happens to be there', () => {
    expect(read('@own/standing', '@own/leaning').ours).toEqual([
      expect.stringMatching(/^node_modules\/@own\/leaning\/index\.d\.ts:1 TS\d+: .*'?dispose/),
    ]);
    expect(read('@own/sound', '@own/silent').ours).toEqual([
      'node_modules/@own/silent/index.d.ts names @own/sound, which @own/silent does not depend on',
    ]);
  });

  it('finds an entry that is not there', () => {
    expect(read('@own/absent').ours).toEqual([
      expect.stringMatching(/^reader-0\.ts:1 TS2307: Cannot find module '@own\/absent'/),
      'nothing of @own/absent was found',
    ]);
  });
});

describe('the table of declarations', () => {
  it('tells ours from those of others', () => {
    const row = (ours, withNode) => ({
      typescript: '5.6.3',
      moduleResolution: 'node16',
      without: { ours, others: { foreign: 2 } },
      withNode: { ours: withNode, others: { '@a/b': 1 } },
    });
    expect(
      declarationTable([row([], ['a', 'b'])])
        .split('\n')
        .at(-1),
    ).toBe('| 5.6.3 | node16 | none | 2 | @a/b 0 / 1, foreign 2 / 0 |');
  });

  it('names the package of a file wherever it is installed', () => {
    expect(packageOf('/a/node_modules/.pnpm/x@1/node_modules/@s/x/dist/a.d.ts')).toBe('@s/x');
    expect(packageOf('/a/reader-0.ts')).toBe(null);
  });
});

it('entriesOf names what has code, and nothing of a package that holds none', () => {
  const manifest = (name) =>
    JSON.parse(readFileSync(new URL(`../../packages/${name}/package.json`, import.meta.url), 'utf8'));
  expect(entriesOf(manifest('errors'))).toEqual(['@ftn/errors', '@ftn/errors/node']);
  expect(entriesOf(manifest('engine-linux-x64'))).toEqual([]);
});
