import type { Problem } from '@ftn/datasets';
import type { DataCheck } from './data-source.js';

/** Told of each image with how many were looked at, and how many there are. */
export type OnImage = (done: number, total: number) => void;

/** What a check finds, with the number of images that it says there are. */
export async function countedCheck(
  check: (onImage: OnImage) => Promise<Problem[]>,
  onImage: OnImage,
): Promise<DataCheck> {
  let images = 0;
  const problems = await check((done, total) => {
    images = total;
    onImage(done, total);
  });
  return { problems, images };
}
