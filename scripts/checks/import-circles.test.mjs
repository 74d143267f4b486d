import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { importCircles } from './import-circles.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rooms = ['packages', 'apps']
  .flatMap((kind) => readdirSync(join(root, kind)).map((name) => `${kind}/${name}/src`))
  .filter((folder) => existsSync(join(root, folder)));

describe('the imports of the repository', () => {
  it.each(rooms)('have in %s no circle, not even of types', (folder) => {
    expect(importCircles(join(root, folder))).toEqual([]);
  });
});

describe('importCircles', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'ftn-circles-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  /** A folder of the given files. */
  function folderOf(name, files) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(scratch, name, path)), { recursive: true });
      writeFileSync(join(scratch, name, path), text);
    }
    return join(scratch, name);
  }

  it.each([
    ['import type', "import type { B } from '../b.js';"],
    ['an inline type', "import { type B } from '../b.js';"],
    ['export type', "export type { B } from '../b.js';"],
    ['import()', "export type A = import('../b.js').B;"],
  ])('finds a circle closed by %s', (_way, line) => {
    const folder = folderOf(_way, { 'a/a.ts': line, 'b.ts': "import { a } from './a/a.js';" });
    expect(importCircles(folder)).toHaveLength(1);
    expect(importCircles(folder)[0]).toMatch(/a\/a\.ts → b\.ts|b\.ts → a\/a\.ts/);
  });

  it('accepts two paths to one file', () => {
    const folder = folderOf('diamond', {
      'a.ts': "import './b.js'; import './c.js';",
      'b.ts': "import './d.js';",
      'c.ts': "import './d.js';",
      'd.ts': '',
    });
    expect(importCircles(folder)).toEqual([]);
  });
});
