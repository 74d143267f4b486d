import { plainText } from './plain-text.js';

/** A setting by its path, `optimizer.factors.rate`, with its value as one line. */
export type Setting = readonly [path: string, value: string];

/**
 * Nested settings as a flat list, in their order; lists of plain values stay one line.
 *
 * What is undefined or a function is left out; a cycle is cut with `…`.
 */
export function flattenSettings(settings: Readonly<Record<string, unknown>>): Setting[] {
  return walk(settings, '', []);
}

/** Settings for a terminal: one `path = value` a line. */
export function formatSettings(settings: Readonly<Record<string, unknown>>): string {
  return flattenSettings(settings)
    .map(([path, value]) => `${path} = ${value}`)
    .join('\n');
}

function walk(value: unknown, path: string, parents: readonly object[]): Setting[] {
  if (value === undefined || typeof value === 'function') return [];
  if (typeof value !== 'object' || value === null) return [[path, plainText(String(value))]];
  if (parents.includes(value)) return [[path, '…']];
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  if (entries.length === 0) return path === '' ? [] : [[path, isList ? '[]' : '{}']];
  if (isList && value.every((item) => typeof item !== 'object' || item === null)) {
    return [[path, plainText(value.map(String).join(', '))]];
  }
  return entries.flatMap(([key, item]) => {
    const name = plainText(key);
    return walk(item, path === '' ? name : `${path}.${name}`, [...parents, value]);
  });
}
