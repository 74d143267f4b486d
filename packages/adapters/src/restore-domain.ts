import { type Backbone, createHead, type HeadDescription, headTensors } from '@ftn/backbones';
import { MismatchError } from '@ftn/errors';
import type { BlockPolicy, ConvolutionPlan, Method, Parametrization, StoredLayer } from '@ftn/tensor-factors';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { variable } from '@tensorflow/tfjs-core';
import { Domain } from './domain.js';
import { Head } from './head.js';
import { NamedTensors } from './named-tensors.js';
import { RunningStatistics } from './running-statistics.js';

/** Who a restored domain is; `file` is named by errors. */
export interface RestoredIdentity {
  readonly name: string;
  readonly backbone: Backbone;
  readonly method: Method;
  readonly classes: readonly string[];
  /** Default a linear classifier. */
  readonly head?: HeadDescription;
  readonly file?: string;
}

/** A plan of the method with the tensors it makes its part from. */
interface Taken<T> {
  readonly name: string;
  readonly plan: { restore(stored: StoredLayer): T };
  readonly stored: StoredLayer;
}

/** What the file holds of each convolution the method adapts. A pruned adapter leaves layers out. */
function takeConvolutions(
  named: NamedTensors,
  { backbone, method, file }: RestoredIdentity,
): Taken<Parametrization>[] {
  const taken: { name: string; plan: ConvolutionPlan; stored: StoredLayer }[] = [];
  for (const layer of backbone.architecture.convolutions) {
    const stored = named.takeLayer(layer.name);
    if (stored.size === 0) continue;
    const plan = method.convolution(layer);
    if (!plan) {
      throw new MismatchError(`layer '${layer.name}' holds tensors, but '${method.name}' does not adapt it`, {
        ...(file === undefined ? {} : { file }),
        got: [...stored.keys()].join(', '),
        hint: 'Check the method in adapter.json.',
      });
    }
    taken.push({ name: layer.name, plan, stored });
  }
  return taken;
}

/** What the file holds of each block the method decides on: all of them, for a skipped block is one that says so. */
function takePolicies(named: NamedTensors, { backbone, method }: RestoredIdentity): Taken<BlockPolicy>[] {
  return backbone.architecture.blocks.flatMap((block) => {
    const plan = method.block?.(block);
    return plan ? [{ name: block.name, plan, stored: named.takeLayer(block.name) }] : [];
  });
}

/** Restores every part, or none: what was made before an error is disposed. */
function restoreAll<T extends { dispose(): void }>(
  taken: readonly Taken<T>[],
  file?: string,
): Map<string, T> {
  const restored = new Map<string, T>();
  try {
    for (const { name, plan, stored } of taken) restored.set(name, plan.restore(stored));
  } catch (error) {
    for (const made of restored.values()) made.dispose();
    if (!(error instanceof MismatchError) || file === undefined) throw error;
    throw new MismatchError(error.problem, { ...error.details, file });
  }
  return restored;
}

/** The layers of the blocks that the policies skip: their batch norms are in no file. */
function skippedBy(policies: ReadonlyMap<string, BlockPolicy>, { backbone }: RestoredIdentity): Set<string> {
  const skipped = backbone.architecture.blocks.filter(({ name }) => policies.get(name)?.selected === false);
  return new Set(skipped.flatMap(({ branch }) => branch));
}

/** All but the policies; nothing stays allocated after an error. */
function restoreModules(named: NamedTensors, identity: RestoredIdentity, skipped: ReadonlySet<string>) {
  const { backbone, method, classes, file } = identity;
  const { architecture } = backbone;
  const headArchitecture = createHead(architecture, classes.length, identity.head);
  const convolutions = takeConvolutions(named, identity);
  const owned = architecture.batchNorms.filter(
    (layer) => method.ownsBatchNorm(layer) && !skipped.has(layer.name),
  );
  const vectors = new Map(
    owned.map(({ name, channels }) => {
      const take = (part: string) => named.take(`${name}.${part}`, [channels]) as Tensor1D;
      return [
        name,
        {
          scale: take('weight'),
          offset: take('bias'),
          mean: take('running_mean'),
          variance: take('running_var'),
        },
      ];
    }),
  );
  const ownHead = new Map(
    headTensors(headArchitecture).map(({ name, shape }) => [name, named.take(name, shape)]),
  );
  named.close();
  // Nothing was allocated so far, and after this nothing can fail.
  const parametrizations = restoreAll(convolutions, file);
  const batchNorms = new Map(
    [...vectors].map(([name, { scale, offset }]) => [
      name,
      { scale: variable(scale), offset: variable(offset) },
    ]),
  );
  const head = Head.from(headArchitecture, ownHead);
  const statistics = new RunningStatistics(
    [...owned, ...head.batchNorms],
    (name) =>
      vectors.get(name) ?? {
        mean: ownHead.get(`${name}.running_mean`) as Tensor1D,
        variance: ownHead.get(`${name}.running_var`) as Tensor1D,
      },
  );
  return { parametrizations, batchNorms, statistics, head };
}

/**
 * A domain from the tensors its file keeps, in memory layout; it copies them.
 *
 * @throws MismatchError where a tensor is missing, left over or of another shape
 */
export function restoreDomain(identity: RestoredIdentity, tensors: ReadonlyMap<string, Tensor>): Domain {
  const named = new NamedTensors(tensors, identity.file);
  const policies = restoreAll(takePolicies(named, identity), identity.file);
  try {
    const modules = restoreModules(named, identity, skippedBy(policies, identity));
    return new Domain(identity, { policies, ...modules });
  } catch (error) {
    for (const policy of policies.values()) policy.dispose();
    throw error;
  }
}
