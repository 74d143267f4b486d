import { checkImages } from '../check/check-images.js';
import type { Problem } from '../check/problem.js';
import { scanTransientAttributes } from './scan-transient-attributes.js';

/**
 * Finds everything wrong with a folder of the Transient Attributes in one pass: rows that do not parse, images
 * that are missing or named twice, and broken images.
 *
 * Nothing is thrown for a bad folder. `onImage` is called after each image with the progress.
 */
export async function checkTransientAttributes(
  root: string,
  onImage?: (done: number, total: number) => void,
): Promise<Problem[]> {
  const { files, table, findings } = await scanTransientAttributes(root);
  const images = files.map(({ row, path }) => ({
    path,
    split: 'train',
    className: row.camera,
    source: { file: table, line: row.line },
  }));
  return [...findings.problems, ...(await checkImages(root, images, onImage))];
}
