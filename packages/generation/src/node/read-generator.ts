import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Generator } from '@ftn/backbones';
import { readTensorFile } from '@ftn/checkpoints/node';
import { MismatchError, StorageError } from '@ftn/errors';
import { generatorFromTensors, type ReadGeneratorOptions } from '../files/generator-tensors.js';

/** How a generator is read from a file or folder. */
export interface ReadGeneratorFileOptions extends Omit<ReadGeneratorOptions, 'file'> {
  /** In a folder: the moving average of the weights (default, what images are made with), or the last step's. */
  readonly weights?: 'ema' | 'last';
}

const names = { ema: ['G_ema.pth', 'G_ema.safetensors'], last: ['G.pth', 'G.safetensors'] } as const;

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The file of a folder that holds the wanted weights. */
async function fileIn(folder: string, weights: 'ema' | 'last'): Promise<string> {
  const present = async (candidates: readonly string[]) => {
    for (const name of candidates) if (await exists(join(folder, name))) return name;
    return undefined;
  };
  const wanted = await present(names[weights]);
  if (wanted) return join(folder, wanted);
  const other = await present(names[weights === 'ema' ? 'last' : 'ema']);
  throw new MismatchError(`the folder holds no ${weights === 'ema' ? 'moving average' : 'last weights'}`, {
    file: folder,
    expected: names[weights].join(' or '),
    got: other ?? 'no generator',
    hint: other
      ? `Name ${join(folder, other)} itself to use those weights.`
      : 'Give the folder of a checkpoint of BigGAN, or the file itself.',
  });
}

/**
 * A generator from a checkpoint file (`.pth` of any version of PyTorch, safetensors), or from a folder of BigGAN's files.
 *
 * @throws MismatchError where it is no BigGAN generator, not the expected one, or the folder lacks the wanted weights
 */
export async function readGenerator(
  path: string,
  options: ReadGeneratorFileOptions = {},
): Promise<Generator> {
  const { weights = 'ema', ...rest } = options;
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new StorageError('the generator cannot be read', {
      file: path,
      got: cause.code ?? 'an error',
      cause,
    });
  });
  const file = found.isDirectory() ? await fileIn(path, weights) : path;
  const { tensors } = await readTensorFile(file);
  return generatorFromTensors(tensors, { ...rest, file });
}
