import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { backboneNames, createArchitecture, registerBackbone, resNet } from './index.js';

const narrow = { block: 'basic', depths: [1, 1, 1, 1], width: 8, stem: 'small' } as const;

describe('registerBackbone', () => {
  it('adds a backbone that is created with its options and listed by name, once', () => {
    const shipped = backboneNames();
    registerBackbone('resnet10-narrow', (options) => resNet('resnet10-narrow', narrow, options));
    expect(backboneNames()).toEqual([...shipped, 'resnet10-narrow']);
    const { name, features } = createArchitecture('resnet10-narrow', { outputStride: 8 });
    expect(name).toBe('resnet10-narrow');
    expect(features.at(-1)).toEqual({ name: 'layer4', channels: 64, reduction: 8 });
    const again = () => registerBackbone('resnet10-narrow', createArchitecture.bind(null, 'resnet18'));
    expect(again).toThrow(UsageError);
    expect(again).toThrow("the backbone 'resnet10-narrow' is already registered");
  });

  it('refuses to replace a built-in backbone', () => {
    expect(() => registerBackbone('resnet18', () => createArchitecture('resnet34'))).toThrow(
      "the backbone 'resnet18' is already registered",
    );
    expect(createArchitecture('resnet18').blocks).toHaveLength(8);
  });
});
