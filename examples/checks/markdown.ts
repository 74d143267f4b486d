import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A block of TypeScript in a page. */
export interface Snippet {
  /** The page and the line of the block's first line, e.g. `docs/extend/task.md:12`. */
  readonly place: string;
  readonly code: string;
  /** The file the block is taken from, with the region after `#`; null for a block that stands alone. */
  readonly source: string | null;
}

/** The pages whose blocks are checked, from the repository's root. */
export function pages(): string[] {
  const below = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file));
  const readmes = ['packages', 'apps']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name, 'README.md')))
    .filter((file) => readdirSync(join(root, file, '..')).includes('README.md'));
  return [
    'README.md',
    'examples/README.md',
    ...readmes,
    ...below('docs').filter((file) => !file.startsWith('docs/api')),
  ];
}

/** The blocks of TypeScript in a page; `<!-- file: PATH#REGION -->` before one says where it is taken from. */
export function snippetsOf(page: string, text = readFileSync(join(root, page), 'utf8')): Snippet[] {
  const snippets: Snippet[] = [];
  const block = /(?:<!-- file: (\S+) -->\s*\n)?^```ts\n([\s\S]*?)^```$/gm;
  for (const match of text.matchAll(block)) {
    const [whole, source = null, code] = match;
    const line = text.slice(0, match.index + whole.indexOf('```ts')).split('\n').length + 1;
    snippets.push({ place: `${page}:${line}`, code: code!, source });
  }
  return snippets;
}

/** What a marked block must be: the whole file, or one of its regions without its indentation. */
export function sourceText(source: string): string {
  const [file, region] = source.split('#') as [string, string?];
  const text = readFileSync(join(root, file), 'utf8');
  if (region === undefined) return text;
  const found = new RegExp(`^([ ]*)// #region ${region}\\n([\\s\\S]*?)^[ ]*// #endregion`, 'm').exec(text);
  if (!found) return `there is no region '${region}' in ${file}\n`;
  const [, indent, body] = found as unknown as [string, string, string];
  return body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** Unmarked blocks as modules by name: a block that imports nothing goes on from the one before it. */
export function modulesOf(snippets: readonly Snippet[]): { place: string; code: string }[] {
  const modules: { place: string; code: string }[] = [];
  for (const { place, code, source } of snippets) {
    if (source !== null) continue;
    const last = modules.at(-1);
    if (/^import /m.test(code) || !last) modules.push({ place, code });
    else last.code += code;
  }
  return modules.map(({ place, code }) => ({ place, code: `${code}\nexport {};\n` }));
}
