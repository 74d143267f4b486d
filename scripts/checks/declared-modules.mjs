import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Where a module of ours is found among declarations; undefined for one of somebody else's. */
function placeOf(specifier, from, { texts, entries }) {
  if (entries.has(specifier)) return entries.get(specifier);
  if (!specifier.startsWith('.')) return undefined;
  const path = join(dirname(from), specifier);
  const candidates = [path.replace(/\.js$/, '.d.ts'), path.replace(/\.mjs$/, '.d.mts'), `${path}.d.ts`];
  const found = candidates.find((one) => texts.has(one));
  if (!found && !/\.json$/.test(specifier)) throw new Error(`${from}: '${specifier}' has no declarations`);
  return found;
}

/**
 * A program over declarations that stand in no file, modules of others and TypeScript's own library left out: enough to know what a
 * name of ours stands for.
 *
 * @param {ReadonlyMap<string, string>} texts declarations by path
 * @param {readonly { entries: Record<string, string> }[]} packages
 */
export function declarationProgram(texts, packages) {
  const options = { noLib: true, types: [], module: ts.ModuleKind.ESNext, noEmit: true };
  const entries = new Map(packages.flatMap((one) => Object.entries(one.entries)));
  const host = ts.createCompilerHost(options);
  host.fileExists = (path) => texts.has(path);
  host.readFile = (path) => texts.get(path);
  host.getSourceFile = (path, settings) =>
    texts.has(path) ? ts.createSourceFile(path, texts.get(path), settings) : undefined;
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      const resolvedFileName = placeOf(text, from, { texts, entries });
      const extension = resolvedFileName?.endsWith('.d.mts') ? ts.Extension.Dmts : ts.Extension.Dts;
      return { resolvedModule: resolvedFileName && { resolvedFileName, extension } };
    });
  return ts.createProgram([...entries.values()], options, host);
}
