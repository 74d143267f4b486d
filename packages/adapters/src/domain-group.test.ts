import { UsageError } from '@ftn/errors';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { logitsOf, smallBackbone } from './__fixtures__/trained-domain.js';
import { DomainGroup, mergeDomain } from './index.js';

const backbone = smallBackbone();
afterAll(() => backbone.dispose());

const domains = [
  { name: 'birds', classes: ['finch', 'owl'] },
  { name: 'boats', classes: ['ferry', 'sloop', 'yawl'] },
];
const groupOf = (method: string) =>
  DomainGroup.create({ backbone, method: createMethod(method), domains, seed: 1 });

/** Moves a parameter of the group by noise. */
function move(group: DomainGroup, name: string): void {
  const { variable } = group.parameters().find((parameter) => parameter.name === name)!;
  tf.tidy(() => variable.assign(tf.add(variable, tf.randomNormal(variable.shape, 0, 0.1, 'float32', 3))));
}

describe('a group of domains', () => {
  it.each(['feature-extractor', 'fc-and-bn-only', 'adashare'])(
    'with %s starts at the backbone and frees all memory when disposed',
    (method) => {
      const before = tf.memory().numTensors;
      const group = groupOf(method);
      const { backbone: frozen, domains: members } = group.freeze();
      for (const [name, value] of frozen.weights)
        expect(value.dataSync(), name).toEqual(backbone.weights.get(name)!.dataSync());
      expect(members.map((domain) => logitsOf(domain))).toEqual(
        group.domains.map((domain) => logitsOf(domain)),
      );
      for (const domain of members) domain.dispose();
      frozen.dispose();
      group.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('shares one kernel across domains, and batch norms where the method says so', () => {
    const shared = groupOf('feature-extractor');
    const [one, other] = shared.domains.map((domain) => logitsOf(domain));
    move(shared, 'shared/layer1.0.conv1.weight');
    for (const [i, before] of [one!, other!].entries())
      expect(logitsOf(shared.domains[i]!)).not.toEqual(before);
    expect(
      shared
        .parameters()
        .filter(({ name }) => /bn1/.test(name))
        .map(({ name }) => name.split('/')[0]),
    ).toEqual(
      shared
        .parameters()
        .filter(({ name }) => /bn1/.test(name))
        .map(() => 'shared'),
    );
    const own = groupOf('fc-and-bn-only');
    const before = own.domains.map((domain) => logitsOf(domain));
    move(own, 'domain/birds/bn1.bias');
    expect(logitsOf(own.domains[0]!)).not.toEqual(before[0]);
    expect(logitsOf(own.domains[1]!)).toEqual(before[1]);
    shared.dispose();
    own.dispose();
  });

  it('stores the running statistics of shared batch norms once, and every domain updates them', () => {
    const group = groupOf('feature-extractor');
    const x = tf.randomNormal([4, 32, 32, 3], 0, 1, 'float32', 5) as tf.Tensor4D;
    const mean = () => group.state().get('shared/bn1.running_mean')!.dataSync().slice();
    const seen = [mean()];
    for (const domain of group.domains) {
      tf.tidy(() => domain.parts.statistics.update(domain.forward(x, 'train').statistics));
      seen.push(mean());
    }
    expect(seen[1]).not.toEqual(seen[0]);
    expect(seen[2]).not.toEqual(seen[1]);
    expect(group.domains[0]!.parts.statistics.get('bn1').mean.dataSync()).toEqual(seen[2]);
    x.dispose();
    group.dispose();
  });

  it('is restored from its state', () => {
    const group = groupOf('adashare');
    const saved = new Map([...group.state()].map(([name, value]) => [name, value.clone()]));
    const before = group.domains.map((domain) => logitsOf(domain));
    for (const { name } of group.parameters()) move(group, name);
    expect(group.domains.map((domain) => logitsOf(domain))).not.toEqual(before);
    group.assign(saved);
    expect(group.domains.map((domain) => logitsOf(domain))).toEqual(before);
    tf.dispose([...saved.values()]);
    group.dispose();
  });

  it('gives the backbone the average of its domains’ batch norms, leaving out domains that skip them', () => {
    const group = groupOf('adashare');
    const variance = 'layer2.0.bn1.running_var';
    for (const [i, domain] of group.domains.entries()) {
      const state = new Map(domain.state());
      state.set('layer2.0.bn1.running_mean', tf.fill([32], i === 0 ? 1 : 3));
      state.set(variance, tf.fill([32], i === 0 ? 2 : 4));
      domain.assign(state);
    }
    const of = (name: string) => {
      const { backbone: frozen, domains: members } = group.freeze();
      const value = frozen.weights.get(name)!.dataSync()[0]!;
      for (const domain of members) domain.dispose();
      frozen.dispose();
      return value;
    };
    expect([of('layer2.0.bn1.running_mean'), of(variance)]).toEqual([2, 3 + 1]);
    group.domains[1]!.parts.policies.get('layer2.0')!.decide(false);
    expect([of('layer2.0.bn1.running_mean'), of(variance)]).toEqual([1, 2]);
    group.domains[0]!.parts.policies.get('layer2.0')!.decide(false);
    expect(of(variance)).toBe(backbone.weights.get(variance)!.dataSync()[0]);
    group.dispose();
  });

  it('merges a domain that skips a block into a plain network of the same shape', () => {
    const group = groupOf('adashare');
    group.domains[0]!.parts.policies.get('layer3.0')!.decide(false);
    const merged = mergeDomain(group.domains[0]!);
    expect(merged.get('layer3.0.bn2.weight')!.data.every((value) => value === 0)).toBe(true);
    expect(merged.get('layer3.0.bn2.running_var')!.data.some((value) => value !== 0)).toBe(true);
    expect(merged.get('layer3.0.downsample.1.weight')!.data.some((value) => value !== 0)).toBe(true);
    group.dispose();
  });

  it('refuses methods that adapt convolutions, and two domains with the same name', () => {
    expect(() => groupOf('ftn')).toThrow(UsageError);
    expect(() => groupOf('fine-tuning')).toThrow(
      /'fine-tuning' cannot be trained together with its shared network/,
    );
    const twice = [domains[0]!, domains[0]!];
    const method = createMethod('adashare');
    expect(() => DomainGroup.create({ backbone, method, domains: twice, seed: 1 })).toThrow(/called 'birds'/);
  });
});
