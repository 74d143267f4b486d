import type { DenseStep } from '../dense/dense-step.js';
import type { Extent } from '../pixels/image-size.js';
import { shorterTo } from '../transforms/geometry.js';
import { heightAndWidth, type TransformStep } from '../transforms/transform-step.js';

/** The size that steps give an image of a size; undefined where chance decides. */
export function sizeAfter(steps: readonly (TransformStep | DenseStep)[], from: Extent): Extent | undefined {
  let size: Extent | undefined = from;
  for (const step of steps) size = after(step, size);
  return size;
}

function after(step: TransformStep | DenseStep, size: Extent | undefined): Extent | undefined {
  switch (step.kind) {
    case 'resize':
    case 'center-crop':
    case 'random-crop':
    case 'random-resized-crop': {
      const [height, width] = heightAndWidth(step.size);
      return { height, width };
    }
    case 'resize-shorter':
      return size && shorterTo(step.size, size);
    case 'pad':
      return size && { height: size.height + 2 * step.padding, width: size.width + 2 * step.padding };
    case 'pad-to': {
      const [height, width] = heightAndWidth(step.size);
      return size && { height: Math.max(size.height, height), width: Math.max(size.width, width) };
    }
    case 'random-scale':
      return step.scales.every((scale) => scale === 1) ? size : undefined;
    default:
      return size;
  }
}
