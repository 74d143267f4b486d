import { FormatError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { type AdapterManifest, formatManifest, parseManifest } from './adapter-manifest.js';

const manifest: AdapterManifest = {
  format: 'ftn-adapter',
  version: 1,
  name: 'birds',
  method: 'ftn',
  options: { rank: 2, modes: 'three' },
  layers: { conv1: 2, 'layer1.0.conv1': null },
  backbone: { name: 'resnet18', sha256: 'a'.repeat(64) },
  classes: ['finch', 'owl'],
  input: {
    size: 224,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    transforms: 'imagenet-evaluation',
  },
  metrics: { accuracy: 81.25 },
  sha256: 'b'.repeat(64),
  library: '@ftn/adapters 0.1.0',
};

describe('adapter.json', () => {
  it('is read as it was written', () => {
    expect(parseManifest(formatManifest(manifest))).toEqual(manifest);
  });

  it.each([
    ['format', 'peft'],
    ['version', 2],
    ['name', ''],
    ['method', 3],
    ['options', { rank: [1] }],
    ['layers', { conv1: 0 }],
    ['layers', { conv1: 1.5 }],
    ['layers', ['conv1']],
    ['backbone', { name: 'resnet18' }],
    ['backbone', { name: 'resnet18', sha256: 'abc' }],
    ['classes', []],
    ['classes', ['owl', 'owl']],
    ['classes', ['owl', 7]],
    ['input', { size: 224, mean: [0, 0, 0], std: [1, 0, 1] }],
    ['input', { size: 0, mean: [0, 0, 0], std: [1, 1, 1] }],
    ['input', { size: 224, mean: [0, 0], std: [1, 1, 1] }],
    ['input', { ...manifest.input, transforms: 5 }],
    ['metrics', { accuracy: null }],
    ['sha256', undefined],
    ['library', null],
  ])('a wrong %s is named: %j', (key, value) => {
    const reading = () => parseManifest(JSON.stringify({ ...manifest, [key]: value }), 'runs/a/adapter.json');
    expect(reading).toThrow(FormatError);
    expect(reading).toThrow(new RegExp(`^runs/a/adapter\\.json: '${key}' is wrong: expected `));
    expect(() => formatManifest({ ...manifest, [key]: value } as AdapterManifest)).toThrow(UsageError);
  });

  it.each(['', '{', '[1]', 'null', '"x"', '{"format": "ftn-adapter",}'])('refuses %j', (text) => {
    expect(() => parseManifest(text)).toThrow(FormatError);
  });
});
