import { UsageError } from '@ftn/errors';

/** Side of the images of a BigGAN, in pixels. */
export type BigGanResolution = 32 | 64 | 128;

/** The numbers that make one BigGAN. */
export interface BigGanConfig {
  /** Height and width of the images. */
  readonly resolution: BigGanResolution;
  /** Channels every block's width is a multiple of (`G_ch`, `D_ch`). */
  readonly width: number;
  readonly classes: number;
  /** Numbers of a latent, split evenly between the first layer and the blocks (hierarchical latent). */
  readonly latentSize: number;
  /** Numbers of a class's vector, shared by all conditional batch norms. */
  readonly sharedSize: number;
  /** Resolutions after whose block attention stands. */
  readonly attention: readonly number[];
  /** Least length a vector is divided by in spectral norms. */
  readonly spectralEpsilon: number;
  /** Added to variances in batch norms. */
  readonly normEpsilon: number;
}

/** Defaults of Brock et al., Large Scale GAN Training for High Fidelity Natural Image Synthesis, 2019. */
const published = { sharedSize: 128, attention: [64], spectralEpsilon: 1e-6, normEpsilon: 1e-5 } as const;

/** The BigGANs by name: the published one of 128 pixels on ImageNet. */
export const bigGanConfigs = {
  biggan128: { ...published, resolution: 128, width: 96, classes: 1000, latentSize: 120 },
} as const satisfies Record<string, BigGanConfig>;

interface Stages {
  /** Widths of a generator's blocks, in and out, in units of `width`; each block doubles the resolution from 4. */
  readonly generator: { readonly input: readonly number[]; readonly output: readonly number[] };
  /** Widths a discriminator's blocks put out, and whether each halves the resolution. */
  readonly discriminator: { readonly output: readonly number[]; readonly halves: readonly boolean[] };
}

export const stages: Readonly<Record<BigGanResolution, Stages>> = {
  32: {
    generator: { input: [4, 4, 4], output: [4, 4, 4] },
    discriminator: { output: [4, 4, 4, 4], halves: [true, true, false, false] },
  },
  64: {
    generator: { input: [16, 16, 8, 4], output: [16, 8, 4, 2] },
    discriminator: { output: [1, 2, 4, 8, 16], halves: [true, true, true, true, false] },
  },
  128: {
    generator: { input: [16, 16, 8, 4, 2], output: [16, 8, 4, 2, 1] },
    discriminator: { output: [1, 2, 4, 8, 16, 16], halves: [true, true, true, true, true, false] },
  },
};

/** Height and width at which the first block begins. */
export const bottomWidth = 4;

/** Parts a latent is split into: one for the first layer and one for each block. */
export const latentParts = ({ resolution }: Pick<BigGanConfig, 'resolution'>) =>
  stages[resolution].generator.input.length + 1;

/** Resolutions a block may have. */
const places = [4, 8, 16, 32, 64, 128];

/** A config from a few numbers, the rest as published. */
export function bigGanConfig(
  numbers: Pick<BigGanConfig, 'resolution' | 'width' | 'classes' | 'latentSize'> & Partial<BigGanConfig>,
): BigGanConfig {
  const config: BigGanConfig = { ...published, ...numbers };
  checkConfig(config);
  // Places larger than the images have no block.
  return { ...config, attention: config.attention.filter((place) => place <= config.resolution) };
}

function checkConfig(config: BigGanConfig): void {
  const refuse = (what: string, expected: string, got: unknown): never => {
    throw new UsageError(`a BigGAN cannot have ${what}`, { expected, got: String(got) });
  };
  const { resolution, width, classes, latentSize, sharedSize, attention } = config;
  if (!Object.hasOwn(stages, resolution)) refuse('this resolution', '32, 64 or 128', resolution);
  for (const [name, value] of Object.entries({ width, classes, latentSize, sharedSize })) {
    if (!Number.isInteger(value) || value < 1) refuse(`this ${name}`, 'a whole number from 1', value);
  }
  const parts = latentParts(config);
  if (latentSize % parts !== 0) refuse('this latentSize', `a multiple of ${parts}`, latentSize);
  const { generator, discriminator } = stages[resolution];
  for (const place of attention) {
    if (!places.includes(place)) refuse('attention at this resolution', places.join(', '), place);
    const block = generator.output.findIndex((_, i) => bottomWidth * 2 ** (i + 1) === place);
    const own = block >= 0 ? [generator.output[block]! * width] : [];
    const others = discriminator.output.filter((_, i) => resolutionsOf(config)[i] === place);
    const narrow = [...own, ...others.map((units) => units * width)].find((channels) => channels < 8);
    if (narrow !== undefined) refuse(`attention over ${narrow} channels`, 'at least 8', narrow);
  }
}

/** Height and width after each block of the discriminator. */
export function resolutionsOf({ resolution }: Pick<BigGanConfig, 'resolution'>): number[] {
  let size: number = resolution;
  return stages[resolution].discriminator.halves.map((halves) => {
    if (halves) size /= 2;
    return size;
  });
}
