import { type BigGanConfig, type BigGanResolution, bigGanConfigs, latentParts } from '@ftn/backbones';
import type { NamedTensors } from '@ftn/checkpoints';
import { MismatchError } from '@ftn/errors';

const { spectralEpsilon, normEpsilon } = bigGanConfigs.biggan128;

/** What a checkpoint is instead of a BigGAN generator, by a name only it has. */
const others: readonly [name: RegExp, is: string, hint: string][] = [
  [
    /^generator\.(gen_z|layers\.\d+\.(bn_|conv_|gamma|snconv))/,
    'a BigGAN-deep generator (pytorch-pretrained-biggan)',
    'BigGAN-deep is another network: give a checkpoint of BigGAN, such as G_ema.pth.',
  ],
  [
    /^blocks\.\d+\.\d+\.conv[34]\./,
    'a BigGAN-deep generator',
    'BigGAN-deep is another network: give a checkpoint of BigGAN, such as G_ema.pth.',
  ],
  [/^embed\.weight$/, 'a discriminator', 'Give the generator: G.pth or G_ema.pth.'],
  [/^(state|param_groups)$|^exp_avg/, "an optimizer's state", 'Give the generator: G.pth or G_ema.pth.'],
];

/** Blocks and the last block's width in units of `width`, by resolution. */
const shapes: readonly { blocks: number; last: number; resolution: BigGanResolution }[] = [
  { blocks: 3, last: 4, resolution: 32 },
  { blocks: 4, last: 2, resolution: 64 },
  { blocks: 5, last: 1, resolution: 128 },
];

function refuse(problem: string, file?: string, details: { got?: string; hint?: string } = {}): never {
  throw new MismatchError(problem, { ...(file === undefined ? {} : { file }), ...details });
}

/** The largest number of a name's form, plus one. */
const countOf = (tensors: NamedTensors, form: RegExp) =>
  Math.max(-1, ...[...tensors.keys()].map((name) => Number(form.exec(name)?.[1] ?? -1))) + 1;

/**
 * The numbers of the BigGAN generator whose tensors these are, in the layout of files.
 *
 * @throws MismatchError that says what they are instead: BigGAN-deep, a discriminator, another resolution …
 */
export function recogniseGenerator(tensors: NamedTensors, file?: string): BigGanConfig {
  for (const [form, is, hint] of others) {
    const name = [...tensors.keys()].find((candidate) => form.test(candidate));
    if (name !== undefined) {
      refuse('this is no BigGAN generator', file, { got: `${is}: it holds '${name}'`, hint });
    }
  }
  const shapeOf = (name: string, rank: number) => {
    const shape = tensors.get(name)?.shape;
    if (shape?.length === rank) return shape;
    return refuse(`this is no BigGAN generator: '${name}' is missing or of another shape`, file, {
      got: shape ? `[${shape.join(', ')}]` : `${tensors.size} tensors without it`,
      hint: 'Give the generator of BigGAN with shared class vectors: G.pth or G_ema.pth.',
    });
  };
  const [classes, sharedSize] = shapeOf('shared.weight', 2);
  const [, chunk] = shapeOf('linear.weight', 2);
  const [channels] = shapeOf('output_layer.0.gain', 1);
  const blocks = countOf(tensors, /^blocks\.(\d+)\.0\.conv1\.weight$/);
  const known = shapes.find((shape) => shape.blocks === blocks);
  if (!known) {
    refuse(`a BigGAN generator of ${blocks} blocks is not supported`, file, {
      hint: 'The generators of 32, 64 and 128 pixels have 3, 4 and 5.',
    });
  }
  const { resolution, last } = known;
  if (channels! % last !== 0) {
    refuse(`'output_layer.0.gain' does not fit a generator of ${resolution} pixels`, file, {
      got: `${channels} channels, no multiple of ${last}`,
    });
  }
  const attended = [...tensors.keys()].flatMap((name) => {
    const block = /^blocks\.(\d+)\.1\.theta\.weight$/.exec(name)?.[1];
    return block === undefined ? [] : [8 * 2 ** Number(block)];
  });
  return {
    resolution,
    width: channels! / last,
    classes: classes!,
    latentSize: chunk! * latentParts({ resolution }),
    sharedSize: sharedSize!,
    attention: attended,
    spectralEpsilon,
    normEpsilon,
  };
}
