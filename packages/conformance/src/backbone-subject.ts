import {
  backboneFromTensors,
  backboneHash,
  type Domain,
  decodeDomain,
  describeInput,
  encodeDomain,
  fromFileTensor,
  mergeDomain,
} from '@ftn/adapters';
import { type Backbone, headNetwork } from '@ftn/backbones';
import { MismatchError } from '@ftn/errors';
import { add, tidy } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { expectExactCounts } from './exact-counts.js';
import type { LawSubject, Which } from './law-subject.js';
import { outputOf, take } from './measure.js';
import {
  batchOf,
  freshDomain,
  groupOf,
  type Network,
  pictures,
  sharedBackbone,
  sizeOf,
  taskOf,
  train,
  trainGroup,
} from './subject.js';
import type { System } from './systems.js';

const details = { input: describeInput([{ kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] }], 32) };

/** Domains over a backbone, for a task. */
export function backboneSubject(network: Network): LawSubject<Domain> {
  let backbone: Backbone;
  const batches = [batchOf(network, 1), batchOf(network, 2)] as const;
  const task = taskOf(network);

  return {
    title: network.task === undefined ? network.backbone : `${network.backbone} for ${network.task}`,
    open() {
      backbone = sharedBackbone(network);
    },
    close: () => backbone.dispose(),
    weights: () => backbone.weights,
    fresh: (system, seed) => freshDomain(backbone, system, network, seed),
    output: (domain, which) => outputOf(domain, batches[which]),
    outputOfShared(domain, which) {
      const { head, statistics: running } = domain.parts;
      const batch = batches[which];
      const run = { mode: 'eval', running } as const;
      return take(tidy(() => head.forward(backbone.forward(pictures(batch)), sizeOf(batch), run)));
    },
    startsWithin: () => 0,
    outputOfMerged(domain, which) {
      const merged = mergeDomain(domain);
      using plain = backboneFromTensors(domain.backbone.architecture, merged);
      const { architecture } = domain.parts.head;
      const batch = batches[which];
      const output = tidy(() => {
        const head = headNetwork(architecture, (name) => fromFileTensor(merged.get(name)!), 'eval');
        return architecture.forward(head, plain.forward(pictures(batch)), sizeOf(batch));
      });
      return take(output);
    },
    merge(domain) {
      mergeDomain(domain);
    },
    train: (domain, which, steps) => train(domain, batches[which], task, steps),
    loss(domain, which) {
      const batch = batches[which];
      const { output } = domain.forward(pictures(batch), 'train');
      const loss = task.loss(output, batch);
      // At an epoch after every warm-up.
      const penalty = domain.penalty(100);
      return penalty ? add(loss, penalty) : loss;
    },
    reread: async (domain) => (await decodeDomain(await encodeDomain(domain, details), backbone)).domain,
    expectExactCounts,
    expectStoredOnce: (system) => expectStoredOnce(system),
  };

  async function expectStoredOnce(system: System): Promise<void> {
    const which: Which = 0;
    using group = groupOf(backbone, system);
    trainGroup(group, batches, 2);
    const { backbone: trained, domains } = group.freeze();
    const sha256 = await backboneHash(trained);
    expect(sha256).not.toBe(await backboneHash(backbone));
    for (const [i, domain] of domains.entries()) {
      expect(outputOf(domain, batches[which])).toEqual(outputOf(group.domains[i]!, batches[which]));
      const files = await encodeDomain(domain, details);
      const { domain: again, manifest } = await decodeDomain(files, trained);
      expect(manifest.network.sha256).toBe(sha256);
      expect(domain.counts().convolutions).toBe(0);
      expect(outputOf(again, batches[which])).toEqual(outputOf(domain, batches[which]));
      await expect(decodeDomain(files, backbone)).rejects.toThrow(MismatchError);
      again.dispose();
      domain.dispose();
    }
    trained.dispose();
  }
}
