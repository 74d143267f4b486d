import { parseArgs } from 'node:util';
import { readManifest } from '@ftn/adapters/node';
import { FtnError } from '@ftn/errors';

// #region verb
/** `node classes.js FOLDER …`: what each adapter was trained to tell apart. */
async function classes(words: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true });
  for (const folder of positionals) {
    const { name, outputs } = await readManifest(folder);
    console.log(`${name}: ${outputs.join(', ')}`);
  }
}
// #endregion

// #region run
try {
  await classes(process.argv.slice(2));
} catch (error) {
  if (!FtnError.isInstance(error)) throw error;
  console.error(error.message); // what, where, what was expected, what to do
  process.exitCode = error.exitCode;
}
// #endregion
