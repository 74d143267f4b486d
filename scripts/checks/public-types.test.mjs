import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emitDeclarations, publishedPackages } from './emitted-declarations.mjs';
import { publicTypeFaults } from './public-types.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

describe('the types that published packages show', () => {
  it('can be imported by who reads them, by TypeScript 5.6 and without the types of Node', () => {
    const packages = publishedPackages(root);
    expect(packages.length).toBeGreaterThan(20);
    const texts = emitDeclarations(root, packages);
    expect(texts.size).toBeGreaterThan(500);
    expect(publicTypeFaults(packages, texts)).toEqual([]);
  });
});

/** Two packages, of which `b` depends on `a` unless told otherwise. */
function faultsOf(files, uses = ['a']) {
  const of = (name, more) => ({
    name,
    folder: `/${name}`,
    uses: more,
    entries: { [name]: `/${name}/index.d.ts` },
    promised: [name],
  });
  const texts = new Map(
    Object.entries({ '/a/index.d.ts': 'export {};', '/b/index.d.ts': 'export {};', ...files }),
  );
  return publicTypeFaults([of('a', []), of('b', uses)], texts);
}

/** One package of an entry and a file behind it. */
const oneEntry = (entry, part) =>
  faultsOf({ '/a/index.d.ts': `export { ${entry} } from './part.js';`, '/a/part.d.ts': part });

describe('publicTypeFaults', () => {
  const hidden = 'export interface Hidden { n: number }\n';
  it.each([
    ['a parameter', 'export declare function f(x: Hidden): void;'],
    ['a result', 'export declare const f: () => Promise<readonly Hidden[]>;'],
    ['what is inferred', "export declare const f: import('./part.js').Hidden | null;"],
    ['a constraint', 'export interface f<T extends Hidden> { t: T }'],
    ['a class above', 'export declare class f implements Hidden { n: number }'],
    ['an interface above', 'export interface f extends Omit<Hidden, "n"> { m: number }'],
    ['a protected member', 'export declare class f { protected n: Hidden }'],
  ])('finds a type that is not exported in %s', (_, line) => {
    expect(oneEntry('f', hidden + line)).toEqual(['a: f names Hidden, which cannot be imported']);
    expect(oneEntry('f, Hidden', hidden + line)).toEqual([]);
  });

  it('reads what a value is made of where its type is asked for', () => {
    const part = "declare const table: { row: Hidden }; export type f = (typeof table)['row'][];";
    expect(oneEntry('f', hidden + part)).toEqual(['a: table names Hidden, which cannot be imported']);
    const keys = 'declare const table: { row: Hidden }; export type f = keyof typeof table;';
    expect(oneEntry('f', hidden + keys)).toEqual([]);
  });

  it('accepts what nobody sees, what is of others, and names of its own', () => {
    const part = [
      "import { Tensor } from 'tensors';",
      hidden,
      'export declare class f<T> { private a; readonly #b; t: T; tensor: Tensor; list: Promise<Float32Array>; map<U>(u: U): U }',
      'export declare function unseen(x: Hidden): void;',
    ];
    expect(oneEntry('f', part.join('\n'))).toEqual([]);
  });

  it('finds what a hidden type names too, in one pass', () => {
    const part =
      'interface Deep { n: 1 } interface Hidden { deep: Deep } export declare function f(): Hidden; export {};';
    expect(oneEntry('f', part)).toEqual([
      'a: Hidden names Deep, which cannot be imported',
      'a: f names Hidden, which cannot be imported',
    ]);
  });

  it('asks for types of other packages from those that the package depends on', () => {
    const files = {
      '/a/index.d.ts': "export { Shown } from './part.js';",
      '/a/part.d.ts': 'export interface Shown { n: 1 }',
      '/b/index.d.ts': "import { Shown } from 'a'; export declare function f(): Shown;",
    };
    expect(faultsOf(files)).toEqual([]);
    expect(faultsOf(files, [])).toEqual(['b: f names Shown, which cannot be imported']);
    const again = { ...files, '/b/index.d.ts': `export { Shown } from 'a'; ${files['/b/index.d.ts']}` };
    expect(faultsOf(again, [])).toEqual([]);
  });

  it('finds typed arrays with an argument, and types of Node', () => {
    const part = [
      "import { Stats } from 'node:fs';",
      "import type * as os from 'node:os';",
      'export interface f { a: Float32Array<ArrayBuffer>; b: Stats; c: Buffer; d: NodeJS.Signals; e: os.CpuInfo; g: Uint8Array }',
      "export interface g { h: import('node:stream').Readable }",
    ];
    expect(oneEntry('f, g', part.join('\n'))).toEqual([
      "a: f names Buffer of Node's types",
      "a: f names NodeJS of Node's types",
      "a: f names Stats of Node's types",
      "a: f names os of Node's types",
      'a: f says Float32Array of something',
      "a: g names Readable of Node's types",
    ]);
  });

  it('does not pass over declarations that are missing', () => {
    expect(() => faultsOf({ '/a/index.d.ts': "export { f } from './none.js';" })).toThrow(
      "/a/index.d.ts: './none.js' has no declarations",
    );
  });
});
