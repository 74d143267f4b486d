import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSources } from './read-sources.mjs';
import { root } from './run-program.mjs';
import { startedFiles } from './source-plugin.mjs';
import { startedFromBuild } from './started-from-build.mjs';
import { testPrograms } from './test-programs.mjs';

const folder = join(sep, 'build');
const plugin = startedFromBuild(folder);
const { contents } = readSources(root);

describe('what is started beside a source in tests', () => {
  it('is the file of the build, for every source that starts one', () => {
    const names = [];
    for (const [path, bytes] of contents) {
      const code = bytes.toString();
      const beside = [...code.matchAll(/new URL\('\.\/([\w-]+)\.js', import\.meta\.url\)/g)];
      if (!path.endsWith('.ts') || beside.length === 0) continue;
      const { code: changed } = plugin.transform(code, path);
      expect(changed, path).not.toMatch(/import\.meta\.url\.endsWith|\.js', import\.meta\.url/);
      const addresses = [...changed.matchAll(/new URL\('\.\/([\w-]+)\.js', ("[^"]+")\)/g)];
      expect(addresses.length, path).toBe(beside.length);
      for (const [, name, address] of addresses) {
        names.push(name);
        expect(fileURLToPath(new URL(`./${name}.js`, JSON.parse(address)))).toBe(join(folder, `${name}.js`));
      }
    }
    expect([...new Set(names)].sort()).toEqual(Object.keys(startedFiles(contents)).sort());
    expect(names.length).toBeGreaterThan(2);
  });

  it('leaves every other address of a source as it is, and tests and packages alone', () => {
    const asks = "import.meta.url.endsWith('.ts')";
    const own = `${asks} ? read(new URL('../data.json', import.meta.url)) : import.meta.url`;
    const { code } = plugin.transform(own, '/packages/a/src/b.ts');
    expect(code).toMatch(
      /^"file:.*sources\.js"\.endsWith\('\.ts'\) \? read\(new URL\('\.\.\/data\.json', import\.meta\.url\)/,
    );
    expect(plugin.transform('read(import.meta.url)', '/packages/a/src/b.ts')).toBeNull();
    expect(plugin.transform(asks, '/packages/a/src/b.test.ts')).toBeNull();
    expect(plugin.transform(asks, ['', 'node_modules', 'a', 'b.ts'].join(sep))).toBeNull();
  });
});

describe('the programs that tests start', () => {
  it('are sources that the key of a build is made of, apart from what sources start by name', () => {
    for (const [name, source] of Object.entries(testPrograms(root))) {
      expect(existsSync(source), name).toBe(true);
      expect(contents.has(source), name).toBe(true);
      expect(startedFiles(contents)).not.toHaveProperty(name);
    }
  });
});
