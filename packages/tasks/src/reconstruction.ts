import { metricOf, PeakSignalToNoise, StructuralSimilarity } from '@ftn/metrics';
import { abs, mean, type Scalar, sub, tensor4d } from '@tensorflow/tfjs-core';
import type { Task } from './task.js';

/** Colours from −1 to 1 as bytes, rounded to the nearest. */
const bytes = (values: ArrayLike<number>) => Uint8ClampedArray.from(values, (value) => (value + 1) * 127.5);

/**
 * Reconstruction of images in [−1, 1] by a generator: the mean absolute difference; the mean over images of each one's
 * PSNR in dB, between bytes (peak 255), and their structural similarity.
 */
export function reconstructionTask(classes: readonly string[]): Task {
  return {
    name: 'reconstruction',
    outputs: classes,
    head: null,
    targets: ['label'],
    metric: metricOf('PSNR'),
    loss: (output, batch) => mean(abs(sub(output, tensor4d(batch.images, [...batch.shape])))) as Scalar,
    predict: (output) => output,
    meter() {
      const psnr = new PeakSignalToNoise({ peak: 255 });
      const ssim = new StructuralSimilarity({ peak: 255 });
      return {
        update(prediction, { images, shape: [, height, width, channels] }) {
          const size = height * width * channels;
          for (let at = 0; at < images.length; at += size) {
            const image = (of: ArrayLike<number>) => ({ data: bytes(of), height, width, channels });
            const made = image((prediction as Float32Array).subarray(at, at + size));
            const wanted = image(images.subarray(at, at + size));
            psnr.update(made, wanted);
            ssim.update(made, wanted);
          }
        },
        result: () => ({ metrics: { PSNR: psnr.result().psnr, SSIM: ssim.result().ssim } }),
      };
    },
  };
}
