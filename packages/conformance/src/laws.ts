import {
  backboneFromTensors,
  type Domain,
  decodeDomain,
  encodeDomain,
  fromFileTensor,
  mergeDomain,
} from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { globalAveragePool, linear } from '@ftn/ops';
import { createMethod } from '@ftn/tensor-factors';
import { memory, setBackend, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BackendName, whyNot } from './engines.js';
import { checkGradients } from './gradient-check.js';
import { bitsOf, logitsOf, relativeDifference, sum, take } from './measure.js';
import { batchOf, disturb, freshDomain, type Network, pictures, sharedBackbone, train } from './subject.js';
import { type System, titleOf } from './systems.js';

/** A law that is not tried on some subject, and why. */
export interface Skip {
  readonly law: Law;
  readonly reason: string;
}

export type Law =
  | 'shared weights stay'
  | 'starts at the shared network'
  | 'domains are apart'
  | 'merged = unmerged'
  | 'counts are exact'
  | 'the file gives the domain back'
  | 'gradient = finite difference'
  | 'no tensor is left'
  | 'the loss falls';

/** Where a suite runs, and what it leaves out. */
export interface Place {
  readonly backend: BackendName;
  readonly network: Network;
  readonly systems: readonly System[];
  readonly skip?: readonly Skip[];
}

const details = {
  input: { size: 32, mean: [0, 0, 0], std: [1, 1, 1] },
  metrics: {},
  library: '@ftn/conformance',
} as const;

/** Logits of the shared network itself under a domain's head. */
function logitsOfShared(domain: Domain, backbone: Backbone, batch: ReturnType<typeof batchOf>): Float32Array {
  const last = backbone.architecture.features.at(-1)!.name;
  return take(
    tidy(() => domain.parts.head.forward(globalAveragePool(backbone.forward(pictures(batch))[last]!))),
  );
}

/** Logits of the merged network, run as an ordinary one. */
function logitsOfMerged(domain: Domain, batch: ReturnType<typeof batchOf>): Float32Array {
  const { architecture } = domain.backbone;
  const merged = mergeDomain(domain);
  const plain = backboneFromTensors(architecture, merged);
  const logits = tidy(() => {
    const features = globalAveragePool(plain.forward(pictures(batch))[architecture.features.at(-1)!.name]!);
    const [weight, bias] = ['fc.weight', 'fc.bias'].map((name) => fromFileTensor(merged.get(name)!));
    return linear(features, weight as Tensor2D, bias as Tensor1D);
  });
  plain.dispose();
  return take(logits);
}

/** What a domain says it adds = the scalars its file keeps = the method's formula. */
function expectExactCounts(domain: Domain): void {
  const { architecture } = domain.backbone;
  const { method } = domain;
  const stored = [...domain.stored()];
  const size = (pattern: RegExp) =>
    sum(stored.filter(([name]) => pattern.test(name)).map(([, tensor]) => tensor.size));
  const { convolutions, batchNorm, head, statistics } = domain.counts();
  const adapted = new Set(domain.adaptedLayers());
  const plans = architecture.convolutions.map((layer) => [layer.name, method.convolution(layer)] as const);
  expect(convolutions).toBe(sum(plans.map(([name, plan]) => (adapted.has(name) ? plan!.count : 0))));
  const owned = architecture.batchNorms.filter((layer) => method.ownsBatchNorm(layer));
  expect(batchNorm).toBe(sum(owned.map(({ channels }) => 2 * channels)));
  expect(head).toBe((architecture.features.at(-1)!.channels + 1) * domain.classes.length);
  expect([head, statistics]).toEqual([size(/^fc\./), size(/\.running_/)]);
  expect(convolutions + batchNorm + head + statistics).toBe(size(/./));
  // A method that selects layers trains more than it keeps; any other keeps all it trains.
  const planned = plans.filter(([, plan]) => plan).map(([name]) => name);
  if (!method.promises.straightThrough) expect([...adapted]).toEqual(planned);
  const trained = sum(
    domain
      .parameters()
      .filter(({ name, group }) => group !== 'scores' && !closed(name))
      .map(({ variable }) => variable.size),
  );
  expect(trained).toBe(size(/./) - statistics);

  function closed(name: string): boolean {
    return planned.some((layer) => name.startsWith(`${layer}.`) && !adapted.has(layer));
  }
}

/** The laws every method keeps on every backbone and engine (design: "The seams"). */
export function describeLaws({ backend, network, systems, skip = [] }: Place): void {
  const unavailable = whyNot(backend);
  describe.skipIf(unavailable)(
    `${network.backbone} on ${backend}${unavailable ? `: ${unavailable}` : ''}`,
    () => {
      let backbone: Backbone;
      const [batch, otherBatch] = [batchOf(network, 1), batchOf(network, 2)];

      beforeAll(async () => {
        expect(await setBackend(backend)).toBe(true);
        backbone = sharedBackbone(network);
      });
      afterAll(() => backbone.dispose());

      const law = (name: Law, test: () => void | Promise<void>, exempt?: string) => {
        const reason = exempt ?? skip.find((skipped) => skipped.law === name)?.reason;
        it(name, (context) => (reason === undefined ? test() : context.skip(reason)));
      };

      /** A domain for one test, disposed after it. */
      async function withDomain(system: System, use: (domain: Domain) => void | Promise<void>, seed = 1) {
        const domain = freshDomain(backbone, system, seed);
        try {
          await use(domain);
        } finally {
          domain.dispose();
        }
      }

      describe.each(systems.map((system) => [titleOf(system), system] as const))('%s', (_, system) => {
        const method = createMethod(system.method, system.options);

        law(
          'shared weights stay',
          () =>
            withDomain(system, (domain) => {
              const before = bitsOf(backbone.weights);
              train(domain, batch, 2);
              mergeDomain(domain);
              expect(bitsOf(backbone.weights)).toEqual(before);
            }),
          method.promises.freezesShared ? undefined : 'the method trains the shared weights too',
        );

        law(
          'starts at the shared network',
          () =>
            withDomain(system, (domain) => {
              expect(logitsOf(domain, batch)).toEqual(logitsOfShared(domain, backbone, batch));
            }),
          method.promises.startsAtBase ? undefined : 'the method begins elsewhere and says so',
        );

        law('domains are apart', () =>
          withDomain(system, (one) =>
            withDomain(
              system,
              (other) => {
                train(other, otherBatch, 1);
                const [bits, logits] = [bitsOf(other.stored()), logitsOf(other, batch)];
                train(one, batch, 2);
                expect(bitsOf(other.stored())).toEqual(bits);
                expect(logitsOf(other, batch)).toEqual(logits);
                expect(logitsOf(one, batch)).not.toEqual(logits);
              },
              2,
            ),
          ),
        );

        law('merged = unmerged', () =>
          withDomain(system, (domain) => {
            disturb(domain);
            train(domain, batch, 1);
            expect(relativeDifference(logitsOfMerged(domain, batch), logitsOf(domain, batch))).toBeLessThan(
              1e-5,
            );
          }),
        );

        law('counts are exact', () =>
          withDomain(system, (domain) => {
            expectExactCounts(domain);
            disturb(domain, 'scores');
            expectExactCounts(domain);
          }),
        );

        law('the file gives the domain back', () =>
          withDomain(system, async (domain) => {
            disturb(domain);
            train(domain, batch, 1);
            const { domain: again } = await decodeDomain(await encodeDomain(domain, details), backbone);
            expect(bitsOf(again.stored())).toEqual(bitsOf(domain.stored()));
            expect(logitsOf(again, batch)).toEqual(logitsOf(domain, batch));
            again.dispose();
          }),
        );

        law('gradient = finite difference', () =>
          withDomain(system, (domain) => {
            disturb(domain);
            for (const { along, gradient, difference } of checkGradients(domain, batch, 2e-4)) {
              // What is left is ReLU's kinks within the step: it shrinks with the step until rounding shows.
              expect(Math.abs(difference / gradient - 1), along).toBeLessThan(0.03);
            }
          }),
        );

        law('no tensor is left', async () => {
          const start = memory().numTensors;
          await withDomain(system, (domain) => {
            train(domain, batch, 1);
            logitsOf(domain, batch);
            const warm = memory().numTensors;
            train(domain, batch, 2);
            logitsOf(domain, batch);
            mergeDomain(domain);
            expect(memory().numTensors).toBe(warm);
          });
          expect(memory().numTensors).toBe(start);
        });

        law('the loss falls', () =>
          withDomain(system, (domain) => {
            const losses = train(domain, batch, 10);
            expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
          }),
        );
      });
    },
  );
}
