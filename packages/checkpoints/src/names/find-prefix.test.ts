import { MismatchError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { findPrefix } from './find-prefix.js';

const network = ['conv1.weight', 'bn1.weight', 'layer1.0.conv1.weight', 'layer1.0.bn1.weight'];
const below = (prefix: string) => network.map((name) => prefix + name);

describe('findPrefix', () => {
  it.each(['', 'module.', 'model.', 'backbone.', 'module.model.', '_orig_mod.', 'model.backbone.0.body.'])(
    "finds the prefix '%s'",
    (prefix) => {
      expect(findPrefix([...below(prefix), 'epoch', 'head.fc.weight'], network)).toBe(prefix);
    },
  );

  it('is not misled by missing tensors, nor by blocks named like the whole network', () => {
    expect(findPrefix(below('model.').slice(2), network)).toBe('model.');
    // 'layer1.0.' has two of the four names, the whole has all.
    expect(findPrefix(network, network)).toBe('');
  });

  it('finds no prefix in another network', () => {
    expect(findPrefix(['features.conv1.weight', 'features.0.weight', 'x'], network)).toBe('');
    expect(findPrefix([], network)).toBe('');
  });

  it('refuses to choose between two copies, and says how to choose', () => {
    const both = [...below('module.encoder_q.'), ...below('module.encoder_k.'), 'module.queue'];
    const find = () => findPrefix(both, network, 'moco.pth');
    expect(find).toThrow(MismatchError);
    expect(find).toThrow(
      "moco.pth: the file holds the same network more than once: expected one, got one below each of 'module.encoder_q.', 'module.encoder_k.'. Keep one of them by `convert` with `prefix: module.encoder_q.`",
    );
    // A copy that lacks a tensor is not meant.
    expect(findPrefix(both.slice(1), network)).toBe('module.encoder_k.');
  });

  it('takes time proportional to the length of the names', () => {
    const hostile = `${'a.'.repeat(20_000)}conv1.weight`;
    expect(findPrefix([hostile, ...network], network)).toBe('');
  });
});
