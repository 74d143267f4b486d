import { type Backbone, createHead, type HeadDescription, headTensors } from '@ftn/backbones';
import { MismatchError } from '@ftn/errors';
import type { ConvolutionPlan, Method, Parametrization, StoredLayer } from '@ftn/tensor-factors';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { variable } from '@tensorflow/tfjs-core';
import { Domain } from './domain.js';
import { Head } from './head.js';
import { RunningStatistics } from './running-statistics.js';
import { Shelf } from './shelf.js';

/** Who a restored domain is; `file` is named by errors. */
interface Identity {
  readonly name: string;
  readonly backbone: Backbone;
  readonly method: Method;
  readonly classes: readonly string[];
  /** Default a linear classifier. */
  readonly head?: HeadDescription;
  readonly file?: string;
}

/** What the shelf holds of each convolution the method adapts. A pruned adapter leaves layers out. */
function takeConvolutions(shelf: Shelf, { backbone, method, file }: Identity) {
  const taken: { layer: string; plan: ConvolutionPlan; stored: StoredLayer }[] = [];
  for (const layer of backbone.architecture.convolutions) {
    const stored = shelf.takeLayer(layer.name);
    if (stored.size === 0) continue;
    const plan = method.convolution(layer);
    if (!plan) {
      throw new MismatchError(`layer '${layer.name}' holds tensors, but '${method.name}' does not adapt it`, {
        ...(file === undefined ? {} : { file }),
        got: [...stored.keys()].join(', '),
        hint: 'Check the method in adapter.json.',
      });
    }
    taken.push({ layer: layer.name, plan, stored });
  }
  return taken;
}

/** Restores every adapted convolution, or none: what was made before an error is disposed. */
function restoreConvolutions(taken: ReturnType<typeof takeConvolutions>, file?: string) {
  const parametrizations = new Map<string, Parametrization>();
  try {
    for (const { layer, plan, stored } of taken) parametrizations.set(layer, plan.restore(stored));
  } catch (error) {
    for (const made of parametrizations.values()) made.dispose();
    if (!(error instanceof MismatchError) || file === undefined) throw error;
    throw new MismatchError(error.problem, { ...error.details, file });
  }
  return parametrizations;
}

/**
 * A domain from the tensors its file keeps, in memory layout; it copies them.
 *
 * @throws MismatchError where a tensor is missing, left over or of another shape
 */
export function restoreDomain(identity: Identity, tensors: ReadonlyMap<string, Tensor>): Domain {
  const { backbone, method, classes, file } = identity;
  const { architecture } = backbone;
  const headArchitecture = createHead(architecture, classes.length, identity.head);
  const shelf = new Shelf(tensors, file);
  const convolutions = takeConvolutions(shelf, identity);
  const owned = architecture.batchNorms.filter((layer) => method.ownsBatchNorm(layer));
  const vectors = new Map(
    owned.map(({ name, channels }) => {
      const take = (part: string) => shelf.take(`${name}.${part}`, [channels]) as Tensor1D;
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
    headTensors(headArchitecture).map(({ name, shape }) => [name, shelf.take(name, shape)]),
  );
  shelf.close();
  // Nothing was allocated so far, and after this nothing can fail.
  const parametrizations = restoreConvolutions(convolutions, file);
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
  return new Domain(identity, { parametrizations, batchNorms, statistics, head });
}
