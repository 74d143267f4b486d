import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { StorageError, UsageError } from '@ftn/errors';

const readsSafetensors =
  'PyTorch reads safetensors too (safetensors.torch.load_file), without running code from the file.';

/**
 * The absolute path of a file a command is to write; refused before any work is done where it has another
 * ending, exists (unless `force`), is a folder, or has no folder to stand in.
 */
export function outputFile(
  path: string,
  ending: '.png' | '.safetensors' | '.onnx' | '.py',
  force = false,
): string {
  const file = resolve(path);
  if (extname(file) !== ending) {
    throw new UsageError(`cannot write '${basename(file)}'`, {
      expected: `a file ending in ${ending}`,
      ...(ending === '.safetensors' && /^\.p(th|t|kl)$/.test(extname(file))
        ? { hint: readsSafetensors }
        : {}),
    });
  }
  if (!existsSync(dirname(file))) {
    throw new StorageError('there is no folder for this file', { file, hint: 'Create the folder first.' });
  }
  if (!existsSync(file)) return file;
  if (statSync(file).isDirectory()) {
    throw new UsageError('this is a folder', { file, hint: 'Name a file.' });
  }
  if (!force)
    throw new UsageError('the file exists', {
      file,
      hint: 'Add --force to replace it, or choose another name.',
    });
  return file;
}
