import { type AdapterDetails, type Domain, describeInput, type InputDescription } from '@ftn/adapters';
import { writeAdapterFolder } from '@ftn/adapters/node';
import { library } from './app-files.js';
import { evaluationSettings, type InputSettings } from './loaders.js';

/** How a recipe prepares images, in numbers. */
export function inputOf(recipe: InputSettings): InputDescription {
  return describeInput([...evaluationSettings(recipe).steps], recipe.input.size);
}

/** Writes the folder of a domain as this command does. */
export function saveAdapter(
  domain: Domain,
  folder: string,
  details: Omit<AdapterDetails, 'library'>,
): Promise<void> {
  return writeAdapterFolder(domain, folder, { ...details, library: library() });
}
