import type { Shapes } from './check-shapes.js';

const named =
  (pattern: RegExp) =>
  (shapes: Shapes): boolean =>
    [...shapes.keys()].some((name) => pattern.test(name));

/** Whether some tensor of that name is a kernel for which `test` holds. */
const someKernel =
  (pattern: RegExp, test: (shape: readonly number[]) => boolean) =>
  (shapes: Shapes): boolean =>
    [...shapes].some(([name, { shape }]) => shape.length === 4 && pattern.test(name) && test(shape));

const second = /^layer\d\.\d+\.conv2\.weight$/;

/**
 * What weights that are no plain ResNet's are, by what only they have, the surest signs first. Names as PyTorch code
 * bases save them; scripts/references/weight_names.py lists real ones.
 */
const signs: readonly (readonly [is: string, test: (shapes: Shapes) => boolean])[] = [
  ['an adapter, which holds no backbone', named(/^layer\d\.\d+\.conv\d\.[abs]$/)],
  [
    'a ResNet with channel attention, such as seresnet50 or ecaresnet50d',
    named(/^layer\d\.\d+\.se(_module)?\./),
  ],
  [
    'a ResNet with selective kernels or split attention, such as skresnet50 or resnest50d',
    named(/^layer\d\.\d+\.conv\d\.(paths|attn|bn0|fc1)\./),
  ],
  ['a Res2Net', named(/^layer\d\.\d+\.convs\./)],
  [
    'a ResNet with a stem of three convolutions, such as resnet50c, resnet50d or resnet50t',
    named(/^conv1\.0\.weight$/),
  ],
  [
    'a ResNet that averages before its shortcuts, such as resnet50d',
    someKernel(/^layer\d\.0\.downsample\.1\.weight$/, () => true),
  ],
  [
    'a ResNeXt: its 3×3 convolutions are grouped',
    someKernel(second, ([, , input, output]) => input! < output!),
  ],
  [
    'a wide ResNet, such as wide_resnet50_2',
    someKernel(/^layer1\.0\.conv2\.weight$/, ([, , , output]) => output! > 64),
  ],
  [
    'a ResNet without running statistics, such as resnet50_gn, which normalises by groups',
    (shapes) => named(/^layer1\.0\.bn1\.weight$/)(shapes) && !named(/running_mean$/)(shapes),
  ],
  ['a normalizer-free ResNet, such as nf_resnet50', named(/^stages\.0\.0\.conv1\.gain$/)],
  ['a pre-activation ResNet (v2), such as resnetv2_50', named(/^stages\.0\.blocks\.0\.norm1\./)],
  [
    "one of timm's ResNets of another build, such as resnet33ts or resnet50_clip",
    named(/^stages\.0\.0\.conv1_1x1\./),
  ],
  ["CLIP's network", named(/^visual\./)],
  ['a TResNet', named(/^body\.layer1\./)],
  ["a ResNet in the names of Hugging Face's transformers", named(/embedder\.convolution\.weight$/)],
  ['a ResNet in the names of Detectron2', named(/res2\.0\.conv1\.norm\./)],
  ['a Swin transformer', named(/relative_position_bias_table$/)],
  ['a vision transformer', named(/^patch_embed\.proj\./)],
  ['a ConvNeXt', named(/^(stages\.0\.blocks\.0\.(conv_dw|gamma)|downsample_layers\.)/)],
  ['an EfficientNet or MobileNet', named(/^(conv_stem\.|features\.1\.(conv|block)\.)/)],
  ['a DenseNet', named(/^features\.denseblock1\./)],
  ['a VGG or AlexNet', named(/^features\.0\.bias$/)],
  ['a RegNet', named(/^s1\.b1\./)],
  ['an Inception network', named(/^(inception3a|Mixed_5b|conv2\.conv)\./)],
];

/** The network the tensors belong to, if it is a known one other than a plain ResNet. */
export function foreignNetwork(shapes: Shapes): string | undefined {
  return signs.find(([, test]) => test(shapes))?.[0];
}
