import { type PixelImage, toCanvasPixels } from '../model/pixel-image.js';

/** The longest side of what is shown: a photograph of a telephone would take 50 MB as a canvas. */
const longest = 640;

/** Puts an image on a canvas, which takes its proportions. */
export function showImage(canvas: HTMLCanvasElement, image: PixelImage): void {
  const { width, height } = image;
  const shrink = Math.min(1, longest / Math.max(width, height));
  const whole = shrink === 1 ? canvas : document.createElement('canvas');
  Object.assign(whole, { width, height });
  whole.getContext('2d')!.putImageData(new ImageData(toCanvasPixels(image), width, height), 0, 0);
  if (whole === canvas) return;
  Object.assign(canvas, { width: Math.round(width * shrink), height: Math.round(height * shrink) });
  canvas.getContext('2d')!.drawImage(whole, 0, 0, canvas.width, canvas.height);
}
