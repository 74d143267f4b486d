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
import type { Batch } from '@ftn/datasets';
import { MismatchError } from '@ftn/errors';
import { createMethod } from '@ftn/tensor-factors';
import { memory, setBackend, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BackendName, whyNot } from './engines.js';
import { expectExactCounts } from './exact-counts.js';
import { checkGradients } from './gradient-check.js';
import { bitsOf, outputOf, relativeDifference, take } from './measure.js';
import {
  batchOf,
  disturb,
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
import { type System, titleOf } from './systems.js';

/** A law that is not tried on some subject, and why. */
export interface Skip {
  readonly law: Law;
  readonly reason: string;
}

export type Law =
  | 'shared weights stay'
  | 'trained weights are stored once'
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

const details = { input: describeInput([{ kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] }], 32) };

/** The output of the shared network itself under a domain's head. */
function outputOfShared(domain: Domain, backbone: Backbone, batch: Batch): Float32Array {
  const { head, statistics: running } = domain.parts;
  const run = { mode: 'eval', running } as const;
  return take(tidy(() => head.forward(backbone.forward(pictures(batch)), sizeOf(batch), run)));
}

/** The output of the merged network, run as an ordinary one. */
function outputOfMerged(domain: Domain, batch: Batch): Float32Array {
  const merged = mergeDomain(domain);
  const plain = backboneFromTensors(domain.backbone.architecture, merged);
  const { architecture } = domain.parts.head;
  const output = tidy(() => {
    const network = headNetwork(architecture, (name) => fromFileTensor(merged.get(name)!), 'eval');
    return architecture.forward(network, plain.forward(pictures(batch)), sizeOf(batch));
  });
  plain.dispose();
  return take(output);
}

const titleOfNetwork = ({ backbone, task }: Network) => (task ? `${backbone} for ${task}` : backbone);

/** The laws every method keeps on every backbone and engine (design: "The seams"). */
export function describeLaws({ backend, network, systems, skip = [] }: Place): void {
  const unavailable = whyNot(backend);
  describe.skipIf(unavailable)(
    `${titleOfNetwork(network)} on ${backend}${unavailable ? `: ${unavailable}` : ''}`,
    () => {
      let backbone: Backbone;
      const [batch, otherBatch] = [batchOf(network, 1), batchOf(network, 2)];
      const task = taskOf(network);

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
        const domain = freshDomain(backbone, system, network, seed);
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
              train(domain, batch, task, 2);
              mergeDomain(domain);
              expect(bitsOf(backbone.weights)).toEqual(before);
            }),
          method.traits.freezesShared ? undefined : 'the method trains them, all domains together',
        );

        law(
          'trained weights are stored once',
          async () => {
            const group = groupOf(backbone, system);
            trainGroup(group, [batch, otherBatch], 2);
            const { backbone: trained, domains } = group.freeze();
            const sha256 = await backboneHash(trained);
            expect(sha256).not.toBe(await backboneHash(backbone));
            for (const [i, domain] of domains.entries()) {
              expect(outputOf(domain, batch)).toEqual(outputOf(group.domains[i]!, batch));
              const files = await encodeDomain(domain, details);
              const { domain: again, manifest } = await decodeDomain(files, trained);
              expect(manifest.network.sha256).toBe(sha256);
              expect(domain.counts().convolutions).toBe(0);
              expect(outputOf(again, batch)).toEqual(outputOf(domain, batch));
              await expect(decodeDomain(files, backbone)).rejects.toThrow(MismatchError);
              again.dispose();
              domain.dispose();
            }
            trained.dispose();
            group.dispose();
          },
          method.traits.freezesShared ? 'the method leaves the shared weights alone' : undefined,
        );

        law(
          'starts at the shared network',
          () =>
            withDomain(system, (domain) => {
              expect(outputOf(domain, batch)).toEqual(outputOfShared(domain, backbone, batch));
            }),
          method.traits.startsAtBase ? undefined : 'the method begins elsewhere and says so',
        );

        law('domains are apart', () =>
          withDomain(system, (one) =>
            withDomain(
              system,
              (other) => {
                train(other, otherBatch, task, 1);
                const [bits, output] = [bitsOf(other.stored()), outputOf(other, batch)];
                train(one, batch, task, 2);
                expect(bitsOf(other.stored())).toEqual(bits);
                expect(outputOf(other, batch)).toEqual(output);
                expect(outputOf(one, batch)).not.toEqual(output);
              },
              2,
            ),
          ),
        );

        law('merged = unmerged', () =>
          withDomain(system, (domain) => {
            disturb(domain);
            train(domain, batch, task, 1);
            expect(relativeDifference(outputOfMerged(domain, batch), outputOf(domain, batch))).toBeLessThan(
              1e-5,
            );
          }),
        );

        law('counts are exact', () =>
          withDomain(system, (domain) => {
            expectExactCounts(domain);
            disturb(domain, 'scores');
            disturb(domain, 'policy');
            expectExactCounts(domain);
          }),
        );

        law('the file gives the domain back', () =>
          withDomain(system, async (domain) => {
            disturb(domain);
            train(domain, batch, task, 1);
            const { domain: again } = await decodeDomain(await encodeDomain(domain, details), backbone);
            expect(bitsOf(again.stored())).toEqual(bitsOf(domain.stored()));
            expect(outputOf(again, batch)).toEqual(outputOf(domain, batch));
            again.dispose();
          }),
        );

        law('gradient = finite difference', () =>
          withDomain(system, (domain) => {
            disturb(domain);
            for (const { along, gradient, difference } of checkGradients({ domain, batch, task }, 2e-4)) {
              // What is left is ReLU's kinks within the step: it shrinks with the step until rounding shows.
              expect(Math.abs(difference / gradient - 1), along).toBeLessThan(0.03);
            }
          }),
        );

        law('no tensor is left', async () => {
          const start = memory().numTensors;
          await withDomain(system, (domain) => {
            train(domain, batch, task, 1);
            outputOf(domain, batch);
            const warm = memory().numTensors;
            train(domain, batch, task, 2);
            outputOf(domain, batch);
            mergeDomain(domain);
            expect(memory().numTensors).toBe(warm);
          });
          expect(memory().numTensors).toBe(start);
        });

        law('the loss falls', () =>
          withDomain(system, (domain) => {
            const losses = train(domain, batch, task, 10);
            expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
          }),
        );
      });
    },
  );
}
