import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FormatError, FtnError, UsageError } from '@ftn/errors';
import { readRegularFileSync, textLimit } from '@ftn/errors/node';
import { type MethodDefinition, registerMethod } from '@ftn/tensor-factors';

/** Whether a word for a method is the path of a file that defines one: `./my-method.mjs`. */
export const isMethodFile = (word: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(word);

/** Whether a module's export can be a method's definition. */
function isDefinition(value: unknown): value is MethodDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { name, title, summary, options, create } = value as Record<string, unknown>;
  const words = [name, title, summary].every((word) => typeof word === 'string');
  return words && typeof options === 'object' && options !== null && typeof create === 'function';
}

/** What a module exports; what its own code throws is said as an error of the file. */
async function moduleOf(file: string): Promise<{ readonly default?: unknown }> {
  const path = resolve(file);
  // Importing would wait for a pipe, and read a device without end.
  readRegularFileSync(path, { limit: textLimit, noun: 'the file with a method', hint: 'Check the path.' });
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    if (FtnError.isInstance(cause)) throw cause;
    throw new FormatError('the file with a method does not run', { file, got: String(cause), cause });
  }
}

/**
 * Registers the method that a file of one's own exports as its default, and returns its definition. The file is run.
 *
 * @throws StorageError where there is no such file, FormatError where it is none or does not run, UsageError where it
 * exports no method or one whose name is taken
 */
export async function loadMethod(file: string): Promise<MethodDefinition> {
  const exported = (await moduleOf(file)).default;
  if (!isDefinition(exported)) {
    throw new UsageError('the file exports no method', {
      file,
      expected: 'export default defineMethod({ name, title, summary, options, create })',
      got: exported === undefined ? 'no default export' : `a default export that is ${typeof exported}`,
    });
  }
  registerMethod(exported);
  return exported;
}

/** What a word names: the method of that name, or the one that the file of that path exports, which is run. */
export const methodNamed = async (word: string): Promise<string | MethodDefinition> =>
  isMethodFile(word) ? loadMethod(word) : word;

/** A method's name; a definition is registered first, so that the adapters it makes load by its name. */
export const nameOfMethod = (method: string | MethodDefinition): string =>
  typeof method === 'string' ? method : registerMethod(method);
