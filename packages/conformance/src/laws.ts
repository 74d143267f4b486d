import { createMethod, type ParameterGroup } from '@ftn/tensor-factors';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backboneSubject } from './backbone-subject.js';
import { type BackendName, whyNot } from './engines.js';
import { type GeneratorRow, generatorSubject } from './generator-subject.js';
import { checkGradients } from './gradient-check.js';
import type { LawDomain, LawSubject } from './law-subject.js';
import { bitsOf, relativeDifference } from './measure.js';
import { disturb, type Network } from './subject.js';
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
  /** What the domains stand on: a backbone with a task, or a generator. */
  readonly network: Network | GeneratorRow;
  readonly systems: readonly System[];
  readonly skip?: readonly Skip[];
}

const subjectOf = (network: Network | GeneratorRow): LawSubject =>
  'generator' in network ? generatorSubject(network) : backboneSubject(network);

/** The laws every method keeps on every backbone, generator and engine. */
export function describeLaws({ backend, network, systems, skip = [] }: Place): void {
  const unavailable = whyNot(backend);
  const subject = subjectOf(network);
  describe.skipIf(unavailable)(
    `${subject.title} on ${backend}${unavailable ? `: ${unavailable}` : ''}`,
    () => {
      beforeAll(async () => {
        expect(await setBackend(backend)).toBe(true);
        subject.open();
      });
      afterAll(() => subject.close());

      const law = (name: Law, test: () => void | Promise<void>, exempt?: string) => {
        const reason = exempt ?? skip.find((skipped) => skipped.law === name)?.reason;
        it(name, (context) => (reason === undefined ? test() : context.skip(reason)));
      };

      describe.each(systems.map((system) => [titleOf(system), system] as const))('%s', (_, system) => {
        const { traits } = createMethod(system.method, system.options);
        const trainsShared = 'the method trains them, all domains together';

        law(
          'shared weights stay',
          () => {
            using domain = subject.fresh(system);
            const before = bitsOf(subject.weights());
            subject.train(domain, 0, 2);
            subject.merge(domain);
            expect(bitsOf(subject.weights())).toEqual(before);
          },
          traits.freezesShared ? undefined : trainsShared,
        );

        law(
          'trained weights are stored once',
          async () => {
            expect(subject.expectStoredOnce).toBeDefined();
            await subject.expectStoredOnce?.(system);
          },
          traits.freezesShared ? 'the method leaves the shared weights alone' : undefined,
        );

        law(
          'starts at the shared network',
          () => {
            using domain = subject.fresh(system);
            const [output, shared] = [subject.output(domain, 0), subject.outputOfShared(domain, 0)];
            const within = subject.startsWithin(system);
            if (within === 0) expect(output).toEqual(shared);
            else expect(relativeDifference(output, shared)).toBeLessThan(within);
          },
          traits.startsAtBase ? undefined : 'the method begins elsewhere and says so',
        );

        law('domains are apart', () => {
          using one = subject.fresh(system);
          using other = subject.fresh(system, 2);
          subject.train(other, 1, 1);
          const [bits, output] = [bitsOf(other.stored()), subject.output(other, 0)];
          subject.train(one, 0, 2);
          expect(bitsOf(other.stored())).toEqual(bits);
          expect(subject.output(other, 0)).toEqual(output);
          expect(subject.output(one, 0)).not.toEqual(output);
        });

        law('merged = unmerged', () => {
          using domain = subject.fresh(system);
          disturb(domain);
          subject.train(domain, 0, 1);
          const [merged, unmerged] = [subject.outputOfMerged(domain, 0), subject.output(domain, 0)];
          expect(relativeDifference(merged, unmerged)).toBeLessThan(1e-5);
        });

        law('counts are exact', () => {
          using domain = subject.fresh(system);
          subject.expectExactCounts(domain);
          for (const group of ['scores', 'policy'] satisfies ParameterGroup[]) disturb(domain, group);
          subject.expectExactCounts(domain);
        });

        law('the file gives the domain back', async () => {
          using domain = subject.fresh(system);
          disturb(domain);
          subject.train(domain, 0, 1);
          using again = await subject.reread(domain);
          expect(bitsOf(again.stored())).toEqual(bitsOf(domain.stored()));
          expect(subject.output(again, 0)).toEqual(subject.output(domain, 0));
        });

        law('gradient = finite difference', () => {
          using domain: LawDomain = subject.fresh(system);
          disturb(domain);
          const learning = { domain, loss: () => subject.loss(domain, 0), except: traits.straightThrough };
          for (const { along, gradient, difference } of checkGradients(learning, 2e-4)) {
            // What is left is ReLU's kinks within the step: it shrinks with the step until rounding shows.
            expect(Math.abs(difference / gradient - 1), along).toBeLessThan(0.03);
          }
        });

        law('no tensor is left', () => {
          const start = memory().numTensors;
          {
            using domain = subject.fresh(system);
            subject.train(domain, 0, 1);
            subject.output(domain, 0);
            const warm = memory().numTensors;
            subject.train(domain, 0, 2);
            subject.output(domain, 0);
            subject.merge(domain);
            expect(memory().numTensors).toBe(warm);
          }
          expect(memory().numTensors).toBe(start);
        });

        law('the loss falls', () => {
          using domain = subject.fresh(system);
          const losses = subject.train(domain, 0, 10);
          expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
        });
      });
    },
  );
}
