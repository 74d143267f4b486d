import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complaints } from './checks/compile.js';
import { modulesOf, pages, snippetsOf, sourceText } from './checks/markdown.js';

const all = pages().map((page) => ({ page, snippets: snippetsOf(page) }));

// A worker's file cannot stand in one program with the pool that starts it; and of compiled addons there is nothing to import.
const parts = ['packages/threads/README.md', 'packages/engine-linux-x64/README.md'];

describe('the TypeScript in READMEs and docs', () => {
  it('equals the region of the file it names, which a test runs', () => {
    const marked = all.flatMap(({ snippets }) => snippets.filter(({ source }) => source !== null));
    expect(marked.length).toBeGreaterThan(10);
    const shown = Object.fromEntries(marked.map(({ place, code }) => [place, code]));
    const meant = Object.fromEntries(marked.map(({ place, source }) => [place, sourceText(source!)]));
    expect(shown).toEqual(meant);
  });

  it('compiles where it names no file', () => {
    expect(complaints(all.flatMap(({ snippets }) => modulesOf(snippets)))).toEqual([]);
  });

  it('appears in the README of every published package', () => {
    const folder = fileURLToPath(new URL('../packages/', import.meta.url));
    const published = readdirSync(folder).filter(
      (name) =>
        existsSync(`${folder}${name}/package.json`) &&
        !JSON.parse(readFileSync(`${folder}${name}/package.json`, 'utf8')).private,
    );
    expect(published.length).toBeGreaterThan(15);
    expect(published.filter((name) => !existsSync(`${folder}${name}/README.md`))).toEqual([]);
  });

  it('includes a program that runs for every package', () => {
    const without = all
      .filter(({ page }) => page.startsWith('packages/') && !parts.includes(page))
      .filter(({ snippets }) => !snippets.some(({ source }) => source?.startsWith('examples/')))
      .map(({ page }) => page);
    expect(without).toEqual([]);
  });
});

describe('the checker of documentation snippets', () => {
  const page = [
    '<!-- file: examples/evaluate.ts -->',
    '```ts',
    'const changed = 1;',
    '```',
    'text',
    '```ts',
    "import { metricOf } from '@ftn/metrics';",
    "const metric = metricOf('PSNR');",
    '```',
    '```ts',
    'const text: number = metric.unit;',
    '```',
  ].join('\n');

  it('finds a block that differs from its file', () => {
    const [{ place, code, source }] = snippetsOf('page.md', page) as [ReturnType<typeof snippetsOf>[number]];
    expect(place).toBe('page.md:3');
    expect(source).toBe('examples/evaluate.ts');
    expect(code).not.toBe(sourceText(source!));
    expect(sourceText('examples/evaluate.ts#nothing')).toContain("there is no region 'nothing'");
  });

  it('joins a block without imports to the block before it, and reports what does not compile', () => {
    const modules = modulesOf(snippetsOf('page.md', page));
    expect(modules.map(({ place }) => place)).toEqual(['page.md:7']);
    expect(complaints(modules)).toEqual([
      "page.md:7, line 3: Type 'string' is not assignable to type 'number'.",
    ]);
  });
});
