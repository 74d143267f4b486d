import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { markConstants } from './pure-constants.mjs';

const table = `
const one = (name) => ({ name });
const rows = new Map([['a', one('a')], ['b', one('b')]]);
const first = rows.get('a').name;
const all = { ...Object.fromEntries(rows) };
const text = \`\${first}!\`;
export const plain = 1, made = () => one('c').name;
export const lookUp = (name) => [rows.get(name), all, text];
export const waited = await Promise.resolve(2);
rows.set('c', one('c'));
`;

/** What is left of a module where one of its names is imported. */
async function left(code, name) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${name} } from 'm';` },
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'm',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^m$/ }, () => ({ path: 'm', namespace: 'm', sideEffects: false }));
          onLoad({ filter: /.*/, namespace: 'm' }, () => ({ contents: code }));
        },
      },
    ],
  });
  return outputFiles[0].text;
}

describe('constants marked for bundlers', () => {
  // The last lines are what no mark may take away: they run.
  const constants = table.slice(0, table.indexOf('export const waited'));

  it('are left out where nothing uses them, and would not be without a mark', async () => {
    expect(await left(constants, 'plain')).toMatch(/new Map/);
    const marked = await left(markConstants(constants), 'plain');
    expect(marked).not.toMatch(/new Map|rows|text/);
    expect(marked).toMatch(/plain = 1/);
  });

  it('are as they were where something uses them', async () => {
    const at = (code) => import(`data:text/javascript,${encodeURIComponent(code)}`);
    const [plain, marked] = [await at(table), await at(markConstants(table))];
    expect(marked.lookUp('a')).toEqual(plain.lookUp('a'));
    expect(marked.lookUp('c')).toEqual([{ name: 'c' }, { a: { name: 'a' }, b: { name: 'b' } }, 'a!']);
    expect([marked.plain, marked.waited, marked.made()]).toEqual([1, 2, 'c']);
  });

  it('are not functions, literals or what waits', () => {
    const code = 'const f = () => g();\nconst n = 3;\nconst w = await g();\nconst list = [1, n];\n';
    expect(markConstants(code)).toBe(code);
  });
});
