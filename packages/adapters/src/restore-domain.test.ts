import { MismatchError } from '@ftn/errors';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { smallBackbone, trainedDomain } from './__fixtures__/trained-domain.js';
import { type Domain, restoreDomain } from './index.js';

const backbone = smallBackbone();
const domain = trainedDomain(backbone, 'ftn', { rank: 2 });
const stored = domain.stored();
afterAll(() => {
  domain.dispose();
  backbone.dispose();
});

const identity = {
  name: 'birds',
  backbone,
  method: createMethod('ftn', { rank: 2 }),
  classes: ['finch', 'owl', 'tern'],
  file: 'a.safetensors',
};

function attempt(change: (tensors: Map<string, tf.Tensor>) => void): () => Domain {
  const tensors = new Map(stored);
  change(tensors);
  return () => restoreDomain(identity, tensors);
}

describe('restoreDomain', () => {
  it.each([
    [
      'a missing factor',
      'layer2.0.conv1.s',
      null,
      /layer 'layer2\.0\.conv1' .*: expected a, b, s, got a, b\b/,
    ],
    ['a missing batch norm', 'layer4.0.bn2.running_var', null, /'layer4\.0\.bn2\.running_var' is missing/],
    ['a missing head', 'fc.bias', null, /'fc\.bias' is missing/],
    ['an extra tensor', 'bn9.weight', [16], /unexpected bn9\.weight/],
    ['an extra part of a layer', 'conv1.t', [3, 2], /layer 'conv1' .* got a, b, s, t/],
    ['a name without a layer', 'conv1a', [3, 2], /unexpected conv1a/],
    ['a factor of another layer', 'conv1.a', [16, 2], /'conv1\.a' has the wrong shape: expected \[3, 2\]/],
    ['another batch norm', 'bn1.weight', [17], /'bn1\.weight' has shape \[17\], not \[16\]/],
  ])('refuses %s and leaks no tensor', (_, name, shape, message) => {
    const extra = shape === null ? null : tf.zeros(shape);
    const before = tf.memory().numTensors;
    const reading = attempt((tensors) => (extra ? tensors.set(name, extra) : tensors.delete(name)));
    expect(reading).toThrow(MismatchError);
    expect(reading).toThrow(message);
    expect(reading).toThrow(/^a\.safetensors: /);
    expect(tf.memory().numTensors).toBe(before);
    extra?.dispose();
  });

  it('treats a layer without tensors as pruned: it runs on the shared kernel', () => {
    const pruned = attempt((tensors) => {
      for (const part of ['a', 'b', 's']) tensors.delete(`layer3.0.conv1.${part}`);
    })();
    expect(pruned.parts.parametrizations.has('layer3.0.conv1')).toBe(false);
    expect(pruned.counts().convolutions).toBe(domain.counts().convolutions - 2 * (32 + 64 + 9));
    pruned.dispose();
  });
});
