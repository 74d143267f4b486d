import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { publishedFolders } from './installed-packages.mjs';

/** Entries for packages of this repository alone, of which nothing is promised. */
const unpromised = ['./internal'];

const declarationOf = (source) => source.replace(/\.ts$/, '.d.ts');

/**
 * The packages that are published: what each lets be imported, as the files of declarations its sources give, and what it depends on.
 *
 * @returns {{ name: string, folder: string, uses: string[], entries: Record<string, string>, promised: string[] }[]}
 */
export function publishedPackages(root) {
  return publishedFolders(root).map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { name, exports, dependencies, peerDependencies } = manifest;
    const sources = Object.entries(exports).filter(([, conditions]) => conditions['@ftn/source']);
    const specifier = (entry) => name + entry.slice(1);
    return {
      name,
      folder,
      uses: Object.keys({ ...dependencies, ...peerDependencies }),
      entries: Object.fromEntries(
        sources.map(([entry, conditions]) => [
          specifier(entry),
          declarationOf(join(folder, conditions['@ftn/source'])),
        ]),
      ),
      promised: sources
        .map(([entry]) => entry)
        .filter((entry) => !unpromised.includes(entry))
        .map(specifier),
    };
  });
}

/**
 * The declarations that TypeScript writes for the sources of packages, nothing built: texts by the paths beside the sources. Types
 * that a source leaves to be inferred are written out, as they are in what is published.
 *
 * @throws where a source has none
 */
export function emitDeclarations(root, packages) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const sources = packages.flatMap(({ entries }) =>
    Object.values(entries).map((path) => path.replace(/\.d\.ts$/, '.ts')),
  );
  const program = ts.createProgram(sources, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    // Bodies of functions are checked elsewhere; without them this takes half the time.
    noCheck: true,
    resolveJsonModule: true,
  });
  const texts = new Map();
  program.emit(undefined, (path, text) => texts.set(path, text), undefined, true);
  for (const path of packages.flatMap(({ entries }) => Object.values(entries))) {
    if (!texts.has(path)) throw new Error(`${path}: TypeScript wrote no declarations`);
  }
  // What is written by hand beside JavaScript belongs to them.
  for (const { fileName, isDeclarationFile, text } of program.getSourceFiles()) {
    const ours = packages.some(({ folder }) => fileName.startsWith(`${folder}/`));
    if (isDeclarationFile && ours && existsSync(fileName) && !/node_modules/.test(fileName))
      texts.set(fileName, text);
  }
  return texts;
}
