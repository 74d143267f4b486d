import { UsageError } from '@ftn/errors';
import { concatChannels, l2Normalize, lastUse, resizeBilinear } from '@ftn/ops';
import type { FeatureInfo } from '../architecture.js';
import type { HeadArchitecture, HeadLayer, HeadOptions } from '../heads/head-architecture.js';
import { asppLayers, convAndNorm, headConv, runAspp, runConvAndNorm } from './aspp.js';

/** Options of the DeepLabv3+ decoder. */
export interface DeepLabOptions {
  /** Channels of the pyramid and the decoder; default 256. */
  readonly width?: number;
  /** Channels the low-level features are reduced to; default 48. */
  readonly lowLevelWidth?: number;
  /** Dilations of the pyramid; default 6, 12, 18 at output stride 16, in proportion at others (12, 24, 36 at 8). */
  readonly rates?: readonly number[];
  /** Whether every pixel of the output is brought to length 1, as normals are; default false. */
  readonly unit?: boolean;
}

const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0;

const tests: Record<keyof DeepLabOptions, [test: (value: unknown) => boolean, expected: string]> = {
  width: [isCount, 'a whole number from 1'],
  lowLevelWidth: [isCount, 'a whole number from 1'],
  rates: [
    (value) => Array.isArray(value) && value.length > 0 && value.every(isCount),
    'a list of whole numbers from 1',
  ],
  unit: [(value) => typeof value === 'boolean', 'true or false'],
};

/**
 * Options as recipes and files hold them.
 * @throws UsageError for a value of the wrong kind
 */
export function readDeepLabOptions(options: HeadOptions): DeepLabOptions {
  for (const [key, value] of Object.entries(options)) {
    const [test, expected] = tests[key as keyof DeepLabOptions];
    if (test(value)) continue;
    throw new UsageError(`invalid option '${key}' of a deeplab head`, {
      expected,
      got: JSON.stringify(value),
    });
  }
  return options as DeepLabOptions;
}

/**
 * The decoder of DeepLabv3+ (Chen et al., Encoder-Decoder with Atrous Separable Convolution, 2018), with ordinary
 * convolutions: the pyramid over the last features, brought to the size of the first stage's and put beside those,
 * reduced to `lowLevelWidth` channels; two 3×3 convolutions; a 1×1 convolution to the outputs; bilinear interpolation
 * to the size of the image. N×H×W×outputs.
 */
export function deepLabHead(
  features: readonly FeatureInfo[],
  outputs: number,
  options: DeepLabOptions = {},
): HeadArchitecture {
  const low = features[0]!;
  const high = features.at(-1)!;
  const unitRate = Math.max(1, Math.round(96 / high.reduction));
  const {
    width = 256,
    lowLevelWidth = 48,
    rates = [unitRate, 2 * unitRate, 3 * unitRate],
    unit = false,
  } = options;
  const layers: HeadLayer[] = [
    ...asppLayers('decoder.aspp', high.channels, width, rates),
    ...convAndNorm('decoder.low_level', [low.channels, lowLevelWidth]),
    ...convAndNorm('decoder.fuse.0', [width + lowLevelWidth, width], { kernel: 3 }),
    ...convAndNorm('decoder.fuse.1', [width, width], { kernel: 3 }),
    headConv('decoder.predict', [width, outputs], { bias: true }),
  ];
  return {
    kind: 'deeplab',
    options: { width, lowLevelWidth, rates, unit },
    outputs,
    layers,
    forward(network, maps, image) {
      const detail = runConvAndNorm(network, 'decoder.low_level', maps[low.name]!);
      const [, height, columns] = detail.shape;
      const context = runAspp(network, 'decoder.aspp', rates.length, maps[high.name]!);
      const wide = lastUse(context, () => resizeBilinear(context, [height, columns]));
      let y = lastUse(wide, () => lastUse(detail, () => concatChannels([wide, detail])));
      for (const name of ['decoder.fuse.0', 'decoder.fuse.1'])
        y = lastUse(y, (before) => runConvAndNorm(network, name, before));
      const output = resizeBilinear(network.conv('decoder.predict', y), image);
      return unit ? l2Normalize(output) : output;
    },
  };
}
