import { parseStrictJson, plainJson } from '@ftn/checkpoints';
import { FormatError } from '@ftn/errors';
import { checkSeal } from './integrity.js';
import { type AdapterManifest, requireManifest } from './manifest.js';
import { fromVersion1 } from './version-1.js';

interface Marks {
  readonly format?: unknown;
  readonly version?: unknown;
}

function marksOf(value: unknown, file: string): Marks {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const marks: Marks = isObject ? value : {};
  if (marks.format === 'ftn-adapter' || marks.format === 'ftn-generator-adapter') return marks;
  throw new FormatError('this is not an adapter', {
    file,
    expected: "an object with format 'ftn-adapter'",
    got: isObject ? (JSON.stringify(marks.format)?.slice(0, 60) ?? 'no format') : typeof value,
  });
}

/**
 * Reads adapter.json of version 2, or of version 1 in the words of version 2.
 *
 * @throws FormatError that names the missing or invalid field, or says that the content changed
 * since it was written
 */
export async function parseManifest(text: string, file = 'adapter.json'): Promise<AdapterManifest> {
  const value = plainJson(parseStrictJson(text, { file, what: 'the text', offset: 0 }));
  const { format, version } = marksOf(value, file);
  if (version === 1) return fromVersion1(value as Marks, file);
  if (version !== 2 || format !== 'ftn-adapter') {
    throw new FormatError('the adapter has an unknown version', {
      file,
      expected: 'version 1 or 2',
      got: JSON.stringify(version)?.slice(0, 60) ?? 'none',
      hint: 'Use the version of the library that wrote it, or a later one.',
    });
  }
  const manifest = requireManifest(value, file);
  await checkSeal(manifest, file);
  return manifest;
}
