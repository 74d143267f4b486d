import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

const nameOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;

/** The names that a package exports by its entries, without those of other packages that it hands on. */
export function exportedNames(folder) {
  const entries = ['src/index.ts', 'src/node/index.ts'].map((path) => join(folder, path)).filter(existsSync);
  return entries.flatMap((path) => {
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    return source.statements
      .filter((one) => ts.isExportDeclaration(one) && one.moduleSpecifier?.text.startsWith('.'))
      .flatMap((one) => one.exportClause?.elements?.map((element) => element.name.text) ?? []);
  });
}

/** The packages that a changeset names, and the code it speaks of. */
function parse(text) {
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined) return null;
  const names = [...head.matchAll(/^['"]([^'"]+)['"]: (?:major|minor|patch)$/gm)].map(([, name]) => name);
  // Small words are the command's verbs as often as functions.
  const words = [...body.matchAll(/`([a-z]*[A-Z]\w*)(?:\([^`]*\)|\.\w+(?:\([^`]*\))?)?`/g)].map(
    ([, word]) => word,
  );
  return { names, words };
}

/**
 * What is wrong with changesets: packages that do not exist, and packages left out although what the changeset speaks of
 * is theirs, whose changelogs would not have it.
 *
 * @param {readonly { file: string, text: string }[]} changesets
 * @param {readonly string[]} folders of the published packages
 */
export function changesetFaults(changesets, folders) {
  const owners = new Map();
  for (const folder of folders) {
    for (const word of exportedNames(folder)) owners.set(word, [...(owners.get(word) ?? []), nameOf(folder)]);
  }
  const known = new Set(folders.map(nameOf));
  return changesets.flatMap(({ file, text }) => {
    const parsed = parse(text);
    if (!parsed || parsed.names.length === 0) return [`${basename(file)} names no package`];
    const { names, words } = parsed;
    const strangers = names
      .filter((name) => !known.has(name))
      .map((name) => `${basename(file)} names ${name}`);
    const left = words
      .filter((word) => owners.has(word) && !owners.get(word).some((owner) => names.includes(owner)))
      .map(
        (word) => `${basename(file)} speaks of ${word} and does not name ${owners.get(word).join(' or ')}`,
      );
    return [...new Set([...strangers, ...left])];
  });
}

/** The changesets of a repository that are not released yet. */
export function readChangesets(root) {
  const folder = join(root, '.changeset');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => ({ file: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }));
}
