import { MismatchError, UsageError } from '@ftn/errors';
import { checkImage, chunk, headerChunk, pixelData, pngFile, type RgbImage } from './png-parts.js';

const MILLISECONDS = 1000;

/**
 * Images one after the other as an animated PNG file (APNG 1.0), lossless; what knows no animation shows the first.
 *
 * `delay` is how long each is shown, in milliseconds; `loops` how often all of them, 0 without end.
 * @throws UsageError without a frame or for a delay that is no whole number from 1 to 65,535
 * @throws MismatchError where a frame is no image, or of another size than the first
 */
export function encodeApng(
  frames: readonly RgbImage[],
  { delay = 100, loops = 0 }: { delay?: number; loops?: number } = {},
): Uint8Array {
  const [first] = frames;
  if (first === undefined)
    throw new UsageError('an animation needs a frame', { expected: 'one or more images' });
  if (!Number.isInteger(delay) || delay < 1 || delay > 0xffff) {
    throw new UsageError('invalid delay of an animation', {
      expected: 'a whole number of milliseconds from 1 to 65,535',
      got: String(delay),
    });
  }
  for (const frame of frames) {
    checkImage(frame);
    if (frame.width === first.width && frame.height === first.height) continue;
    throw new MismatchError('the frames of an animation differ in size', {
      expected: `${first.width} × ${first.height}`,
      got: `${frame.width} × ${frame.height}`,
    });
  }
  const control = new Uint8Array(8);
  const view = new DataView(control.buffer);
  view.setUint32(0, frames.length);
  view.setUint32(4, loops);
  // fcTL and fdAT are numbered together, in the order they stand in the file.
  let sequence = 0;
  const parts = frames.flatMap((frame, i) => {
    const shown = frameControl(sequence++, frame, delay);
    const data = pixelData(frame);
    if (i === 0) return [shown, chunk('IDAT', data)];
    const numbered = new Uint8Array(4 + data.length);
    new DataView(numbered.buffer).setUint32(0, sequence++);
    numbered.set(data, 4);
    return [shown, chunk('fdAT', numbered)];
  });
  return pngFile([headerChunk(first), chunk('acTL', control), ...parts]);
}

/** How a frame is shown: over the whole image, in place of the one before. */
function frameControl(sequence: number, { width, height }: RgbImage, delay: number): Uint8Array {
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sequence);
  view.setUint32(4, width);
  view.setUint32(8, height);
  view.setUint16(20, delay);
  view.setUint16(22, MILLISECONDS);
  return chunk('fcTL', bytes);
}
