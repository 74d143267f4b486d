import { PeakSignalToNoise, StructuralSimilarity } from '@ftn/metrics';
import type { ImageSet } from './data/image-set.js';
import type { GeneratorDomain } from './domain/generator-domain.js';
import { generate } from './generate.js';

/** How well learned latents give back the images they were learned from. */
export interface ReconstructionQuality {
  /** Mean over images of each one's PSNR, in dB, between bytes (peak 255). */
  readonly psnr: number;
  /** Mean structural similarity, 1 for equal images. */
  readonly ssim: number;
  readonly images: number;
}

/** PSNR and SSIM of the images a domain makes of learned latents, row by row in the order of the set. */
export function evaluateReconstruction(
  domain: GeneratorDomain,
  set: ImageSet,
  latents: Float32Array,
): ReconstructionQuality {
  const made = generate(domain, { labels: set.labels, latents });
  const psnr = new PeakSignalToNoise({ peak: 255 });
  const ssim = new StructuralSimilarity({ peak: 255 });
  const { size } = set;
  const length = size * size * 3;
  for (let i = 0; i < made.count; i++) {
    const image = (data: Uint8Array | Uint8ClampedArray) => ({
      data: data.subarray(i * length, (i + 1) * length),
      height: size,
      width: size,
      channels: 3,
    });
    psnr.update(image(made.pixels), image(set.pixels));
    ssim.update(image(made.pixels), image(set.pixels));
  }
  return { psnr: psnr.result().psnr, ssim: ssim.result().ssim, images: made.count };
}
