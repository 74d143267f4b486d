import { globalAveragePool } from '@ftn/ops';
import type { FeatureInfo } from '../architecture.js';
import type { HeadArchitecture } from './head-architecture.js';

/** A classifier: global average pooling of the last features and one linear layer, `fc`, as in torchvision; N×classes. */
export function linearHead(features: readonly FeatureInfo[], classes: number): HeadArchitecture {
  const { name, channels } = features.at(-1)!;
  return {
    kind: 'linear',
    options: {},
    outputs: classes,
    layers: [{ kind: 'linear', name: 'fc', inFeatures: channels, outFeatures: classes, bias: true }],
    forward: (network, maps) => network.linear('fc', globalAveragePool(maps[name]!)),
  };
}
