// Runs before a program of a build, in each of its threads. Node's own --enable-source-maps would read every map
// together with its file; here a map is read when a stack is asked for.
const { readFileSync } = require('node:fs');
const { SourceMap } = require('node:module');
const { dirname, resolve } = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');

const maps = new Map();

/** The map beside a file of a build; null where there is none. */
function mapOf(file) {
  if (!maps.has(file)) {
    let map = null;
    try {
      map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    } catch {
      // No map, or none that can be read: the stack names the built file.
    }
    maps.set(file, map);
  }
  return maps.get(file);
}

/** A line of a stack with the place in the sources. */
function inSources(frame) {
  const text = frame.toString();
  const url = frame.getFileName();
  if (!url?.startsWith('file:')) return text;
  const file = fileURLToPath(url);
  const entry = mapOf(file)?.findEntry(frame.getLineNumber() - 1, frame.getColumnNumber() - 1);
  if (entry?.originalSource === undefined) return text;
  const source = pathToFileURL(resolve(dirname(file), entry.originalSource)).href;
  const place = `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  return text.replace(`${url}:${frame.getLineNumber()}:${frame.getColumnNumber()}`, place);
}

Error.prepareStackTrace = (error, frames) => {
  const head = Error.prototype.toString.call(error);
  return [head, ...frames.map((frame) => `    at ${inSources(frame)}`)].join('\n');
};
