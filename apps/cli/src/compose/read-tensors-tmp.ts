import { decodeSafetensors } from '@ftn/checkpoints';
import { readBytes } from './read-bytes.js';
export async function readTensorFile(file: string) {
  return decodeSafetensors(await readBytes(file), { file });
}
