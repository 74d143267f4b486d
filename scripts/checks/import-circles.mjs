import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** Every TypeScript file below a folder. */
function sourcesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The files of the same folder that a file imports or exports from, types included. */
function importsOf(file, known) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, false);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName).replace(/\.js$/, '.ts'))
    .filter((target) => known.has(target));
}

/**
 * Files that import one another in a circle, be it by types alone: each as the way round, relative to the folder. What
 * stands in a circle has no order to be read in. (Biome's noImportCycles passes circles that types close.)
 */
export function importCircles(folder) {
  const files = new Set(sourcesOf(folder));
  const state = new Map();
  const circles = [];
  const visit = (file, path) => {
    state.set(file, 'open');
    for (const target of importsOf(file, files)) {
      const way = [...path, target];
      if (state.get(target) === 'open') circles.push(way.slice(way.indexOf(target)));
      else if (!state.has(target)) visit(target, way);
    }
    state.set(file, 'done');
  };
  for (const file of files) if (!state.has(file)) visit(file, [file]);
  return circles.map((way) => way.map((file) => relative(folder, file)).join(' → '));
}
