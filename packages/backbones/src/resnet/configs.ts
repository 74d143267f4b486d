/** The numbers that make one ResNet. */
export interface ResNetConfig {
  readonly block: 'basic' | 'bottleneck';
  /** Residual blocks in each of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** Channels of the first stage; every further stage doubles them. */
  readonly width: number;
  /** `imagenet`: 7×7 stride 2 and max pooling (÷4). `small`: 3×3 stride 2 (÷2), for images of about 64 pixels. */
  readonly stem: 'imagenet' | 'small';
}

/**
 * The ResNets by name: 18 to 152 as in torchvision (He et al., Deep Residual Learning, 2016; stride on the
 * 3×3 of a bottleneck), and one of 64-pixel images for the made-up sets.
 */
export const resNetConfigs = {
  resnet18: { block: 'basic', depths: [2, 2, 2, 2], width: 64, stem: 'imagenet' },
  resnet34: { block: 'basic', depths: [3, 4, 6, 3], width: 64, stem: 'imagenet' },
  resnet50: { block: 'bottleneck', depths: [3, 4, 6, 3], width: 64, stem: 'imagenet' },
  resnet101: { block: 'bottleneck', depths: [3, 4, 23, 3], width: 64, stem: 'imagenet' },
  resnet152: { block: 'bottleneck', depths: [3, 8, 36, 3], width: 64, stem: 'imagenet' },
  'resnet10-small': { block: 'basic', depths: [1, 1, 1, 1], width: 16, stem: 'small' },
} as const satisfies Record<string, ResNetConfig>;

/** The name of a built-in ResNet. */
export type ResNetName = keyof typeof resNetConfigs;

/** Channels a bottleneck's last convolution multiplies its width by. */
export const bottleneckExpansion = 4;
