import { createHash } from 'node:crypto';
import { MismatchError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { backboneNames, checkWeights, createArchitecture, weightShapes } from '../index.js';
import fixture from './__fixtures__/weight-names.json' with { type: 'json' };

type Shapes = Map<string, { shape: readonly number[] }>;

const own = (name: string): Shapes =>
  new Map([...weightShapes(createArchitecture(name))].map(([key, shape]) => [key, { shape }]));

/** Names and shapes of a file (OIHW) as they are in memory. */
function inMemory(listed: Readonly<Record<string, string>>): Shapes {
  const entries = Object.entries(listed).filter(([name]) => !/^fc\.|num_batches_tracked$/.test(name));
  return new Map(
    entries.map(([name, text]) => {
      const shape = text === '' ? [] : text.split('x').map(Number);
      return [name, { shape: shape.length === 4 ? [2, 3, 1, 0].map((axis) => shape[axis]!) : shape }];
    }),
  );
}

function refusal(name: string, found: Shapes): string {
  try {
    checkWeights(createArchitecture(name), found, 'w.pth');
  } catch (error) {
    expect(error).toBeInstanceOf(MismatchError);
    return (error as Error).message;
  }
  throw new Error('the weights were accepted');
}

describe('checkWeights accepting weights', () => {
  it.each(Object.entries(fixture.accepted))(
    'accepts %s of torchvision and timm, name by name',
    (name, listed) => {
      // A file has a step counter beside each batch norm, and the classifier.
      const lines: string[] = [];
      for (const [key, { shape }] of own(name)) {
        const inFile = shape.length === 4 ? [3, 2, 0, 1].map((axis) => shape[axis]!) : shape;
        lines.push(`${key} ${inFile.join('x')}\n`);
        if (key.endsWith('running_var'))
          lines.push(`${key.replace('running_var', 'num_batches_tracked')} \n`);
      }
      const { channels } = createArchitecture(name).features.at(-1)!;
      lines.push(`fc.weight 1000x${channels}\n`, 'fc.bias 1000\n');
      expect(lines).toHaveLength(listed.tensors);
      expect(createHash('sha256').update(lines.sort().join('')).digest('hex')).toBe(listed.sha256);
      checkWeights(createArchitecture(name), own(name));
    },
  );
});

describe('checkWeights refusing weights', () => {
  it('says which known backbone they look like', () => {
    for (const name of backboneNames()) {
      for (const other of backboneNames().filter((candidate) => candidate !== name)) {
        expect(refusal(name, own(other))).toContain(`This looks like ${other}: name that backbone`);
      }
    }
  });

  it('names a few of the missing, unexpected and misshapen tensors and counts the rest, shapes as in the file', () => {
    const message = refusal('resnet18', own('resnet50'));
    expect(message).toMatch(/^w\.pth: these are not the weights of resnet18 \(unexpected \d+: /);
    expect(message).toContain(
      'of another shape 23: layer1.0.conv1.weight [64, 64, 1, 1] instead of [64, 64, 3, 3], ',
    );
    expect(message).toMatch(/and 19 more\)/);
    const partial = new Map([...own('resnet50')].filter(([name]) => !name.startsWith('layer4')));
    expect(refusal('resnet50', partial)).toBe(
      'w.pth: these are not the weights of resnet50 (missing 50 of 265: layer4.0.conv1.weight, ' +
        'layer4.0.conv2.weight, layer4.0.conv3.weight, layer4.0.downsample.0.weight and 46 more). ' +
        'Name the backbone the weights were made for, or give weights of this one.',
    );
  });

  it.each<[file: string, is: string | RegExp]>([
    ['timm/resnet18d', 'stem of three convolutions'],
    ['timm/resnet10t', 'stem of three convolutions'],
    ['timm/resnet50c', 'stem of three convolutions'],
    ['timm/resnetaa50d', 'stem of three convolutions'],
    ['timm/resnetrs50', 'channel attention'],
    ['timm/seresnet18', 'channel attention'],
    ['timm/legacy_seresnet18', 'channel attention'],
    ['timm/ecaresnetlight', 'channel attention'],
    ['timm/skresnet18', 'selective kernels or split attention'],
    ['timm/resnest14d', 'selective kernels or split attention'],
    ['timm/resnext50_32x4d', 'a ResNeXt'],
    ['timm/wide_resnet50_2', 'a wide ResNet'],
    ['timm/res2net50_26w_4s', 'a Res2Net'],
    ['timm/resnet50_gn', 'without running statistics'],
    ['timm/resnetv2_18', 'pre-activation'],
    ['timm/resnetv2_50x1_bit', 'pre-activation'],
    ['timm/nf_resnet26', 'normalizer-free'],
    ['timm/resnet50_clip', "timm's ResNets of another build"],
    ['timm/resnet33ts', "timm's ResNets of another build"],
    ['timm/tresnet_m', 'a TResNet'],
    ['timm/vit_tiny_patch16_224', 'a vision transformer'],
    ['timm/swin_tiny_patch4_window7_224', 'a Swin transformer'],
    ['timm/convnext_atto', 'a ConvNeXt'],
    ['timm/efficientnet_b0', 'an EfficientNet or MobileNet'],
    ['timm/mobilenetv3_small_100', 'an EfficientNet or MobileNet'],
    ['torchvision/mobilenet_v2', 'an EfficientNet or MobileNet'],
    ['timm/vgg11', 'a VGG or AlexNet'],
    ['torchvision/alexnet', 'a VGG or AlexNet'],
    ['timm/densenet121', 'a DenseNet'],
    ['timm/regnety_002', 'a RegNet'],
    ['torchvision/googlenet', 'an Inception network'],
  ])('recognises %s as %s', (file, is) => {
    const listed = fixture.refused[file as keyof typeof fixture.refused] as Record<string, string>;
    const message = refusal('resnet50', inMemory(listed));
    expect(message).toMatch(/This is .*: give weights of a plain resnet50\.$/);
    expect(message).toContain(is);
  });

  it('guesses no family for a plain ResNet of an unknown depth', () => {
    const message = refusal('resnet50', inMemory(fixture.refused['timm/resnet26']));
    expect(message).toMatch(/Name the backbone the weights were made for, or give weights of this one\.$/);
  });

  it('recognises an adapter', () => {
    const factors = new Map([['layer1.0.conv1.a', { shape: [64, 2] }]]);
    expect(refusal('resnet18', factors)).toContain('This is an adapter, which holds no backbone');
  });
});
