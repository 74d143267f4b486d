import { prepareImage } from '@ftn/datasets/memory';
import type { PixelImage } from '../model/pixel-image.js';
import { evaluationSteps, networkSide } from './network-input.js';

/** The middle square of an image, shrunk to what the network sees, as bytes: what `evaluationSteps` begin with. */
export function applySquare(image: PixelImage): PixelImage {
  // Without the normalisation numbers are bytes / 255.
  const { images } = prepareImage(image, evaluationSteps.slice(0, 2));
  const data = Uint8Array.from(images, (value) => Math.round(value * 255));
  return { kind: 'pixels', data, width: networkSide, height: networkSide, channels: 3 };
}
