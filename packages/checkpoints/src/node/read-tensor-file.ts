import { decodeTensorFile, type TensorFile } from '../files/decode-tensor-file.js';
import type { PthOptions } from '../pth/decode-pth.js';
import type { Fs } from './fs.js';
import { readFileBytes } from './read-file.js';

/**
 * Reads a file of weights by its content: safetensors, or PyTorch's (zip or before 1.6), as data.
 *
 * @throws FormatError with what the file is instead or where it is damaged; StorageError where it cannot be read.
 */
export async function readTensorFile(
  path: string,
  options: Omit<PthOptions, 'file'> & { readonly fs?: Fs } = {},
): Promise<TensorFile> {
  const { fs, ...pth } = options;
  return decodeTensorFile(await readFileBytes(path, fs), { ...pth, file: path });
}
