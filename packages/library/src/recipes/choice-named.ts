import { isMethodFile, loadMethod } from '../methods/load-method.js';
import { type MethodChoice, parseVariant, splitWord } from './method-choice.js';

/** The choice a word names, with a method that the file of that path exports, which is run: `./mine.mjs[width=2]`. */
export async function choiceNamed(word: string): Promise<MethodChoice> {
  const { method, options } = splitWord(word);
  if (!isMethodFile(method)) return word;
  const definition = await loadMethod(method);
  return options === null ? definition : { method: definition, options: parseVariant(definition, options) };
}
