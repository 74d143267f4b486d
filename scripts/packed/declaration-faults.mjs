import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The package that an installed file belongs to; null for what was not installed. */
export function packageOf(file) {
  const found = /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file);
  return found?.[1].replaceAll('\\', '/') ?? null;
}

/** A module that imports entries and holds what they export, so that nothing of them is left out. */
function programText(specifiers) {
  const lines = specifiers.map((one, i) => `import * as entry${i} from '${one}';`);
  return [...lines, `export const entries = [${specifiers.map((_, i) => `entry${i}`)}];`].join('\n');
}

/** A host that reads each file once, for every program with the same settings, and has programs that stand in no file. */
function hostOf(ts, options, texts) {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const read = new Map();
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, settings, ...rest) => {
    const key = `${file} ${settings.impliedNodeFormat}`;
    if (!read.has(key)) read.set(key, getSourceFile(file, settings, ...rest));
    return read.get(key);
  };
  return host;
}

/** A diagnostic as a line: file below the folder, code, message. */
function lineOf(ts, folder, { file, code, start, messageText }) {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (!file) return `TS${code}: ${text}`;
  const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
  return `${relative(folder, file.fileName)}:${line + 1} TS${code}: ${text}`;
}

/** The packages that a file of declarations names, wherever it does, without those of Node. */
function namedPackages(ts, text) {
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text, true, false);
  const names = [...importedFiles, ...typeReferenceDirectives].map(({ fileName }) => fileName);
  return names.filter((name) => !/^(\.|node:)/.test(name)).map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)[0]);
}

/** What the declarations of a package name although its manifest does not. */
function undeclared(ts, folder, files) {
  return files.flatMap((file) => {
    const name = packageOf(file.fileName);
    const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    const { dependencies = {}, peerDependencies = {} } = JSON.parse(manifest);
    return namedPackages(ts, file.text)
      .filter((one) => one !== name && !dependencies[one] && !peerDependencies[one])
      .map((one) => `${relative(folder, file.fileName)} names ${one}, which ${name} does not depend on`);
  });
}

/**
 * What a TypeScript has against the declarations of installed packages, `skipLibCheck` off: of all in one program and, where asked for,
 * of each package in a program of its own, so that none leans on what another one brings.
 *
 * @param ts the compiler
 * @param {{ folder: string, packages: Record<string, readonly string[]>, compilerOptions: object, alone: boolean }} asked
 *   `packages` has the entries of each package
 * @returns {{ ours: string[], others: Record<string, number> }} lines; numbers of errors by the names of packages
 */
export function declarationFaults(ts, { folder, packages, compilerOptions, alone }) {
  const strict = { strict: true, skipLibCheck: false, noEmit: true, target: 'es2022', ...compilerOptions };
  const { options, errors } = ts.convertCompilerOptionsFromJson(strict, folder);
  const names = Object.keys(packages);
  const texts = new Map();
  const fileOf = (i) => join(folder, `reader-${i}.ts`).replaceAll('\\', '/');
  for (const [i, name] of names.entries()) texts.set(fileOf(i), programText(packages[name]));
  const host = hostOf(ts, options, texts);
  const ours = new Set(errors.map((one) => lineOf(ts, folder, one)));
  const read = (readers) => {
    const program = ts.createProgram(readers, options, host);
    const of = (file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    const files = program.getSourceFiles().filter(({ fileName }) => names.includes(packageOf(fileName)));
    const written = readers.map((reader) => program.getSourceFile(reader));
    const found = [
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...[...files, ...written].flatMap(of),
    ];
    for (const one of found) ours.add(lineOf(ts, folder, one));
    return { program, files, of };
  };
  if (alone) for (const i of names.keys()) read([fileOf(i)]);
  const { program, files, of } = read([...texts.keys()]);
  const there = new Set(files.map(({ fileName }) => packageOf(fileName)));
  for (const name of names) if (!there.has(name)) ours.add(`nothing of ${name} was found`);
  for (const line of undeclared(ts, folder, files)) ours.add(line);
  const others = {};
  for (const file of program.getSourceFiles()) {
    const name = packageOf(file.fileName);
    if (name === null || name.startsWith('typescript') || names.includes(name)) continue;
    const errors = of(file).length;
    if (errors > 0) others[name] = (others[name] ?? 0) + errors;
  }
  return { ours: [...ours], others };
}
