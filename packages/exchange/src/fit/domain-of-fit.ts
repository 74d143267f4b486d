import { type Domain, fromFileTensor, restoreDomain } from '@ftn/adapters';
import { type Backbone, createHead, type HeadDescription, headTensors } from '@ftn/backbones';
import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import { MismatchError } from '@ftn/errors';
import { ftn } from '@ftn/tensor-factors';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import type { ForeignAdapter } from '../lora/foreign-adapter.js';
import type { FittedAdapter } from './fit-adapter.js';
import type { FittedLayer } from './fit-layer.js';

/** What a domain needs that other formats for adapters do not say. */
export interface FittedIdentity {
  readonly name: string;
  readonly backbone: Backbone;
  readonly classes: readonly string[];
  /** Default a linear classifier. */
  readonly head?: HeadDescription | undefined;
  /** Where a head is taken from that the adapter does not hold: the network's own weights. */
  readonly otherHead?: NamedTensors | undefined;
}

/** The factors of a layer as tensors by name. */
function factorTensors({ name, rank, factors }: FittedLayer): [string, Tensor][] {
  return (['a', 'b', 's'] as const).map((part) => {
    const values = factors[part];
    return [`${name}.${part}`, tensor2d(values, [values.length / rank, rank])];
  });
}

/** Scale, offset and statistics of every batch norm, as the network has them. */
function sharedNorms(backbone: Backbone): [string, Tensor][] {
  return backbone.architecture.batchNorms.flatMap(({ name }): [string, Tensor][] => {
    const { scale, offset, mean, variance } = backbone.batchNormTensors(name);
    const parts = { weight: scale, bias: offset, running_mean: mean, running_var: variance };
    return Object.entries(parts).map(([part, value]) => [`${name}.${part}`, value.clone()]);
  });
}

/** A head's tensors: the adapter's own, else those of the network's file. */
function headOf(adapter: ForeignAdapter, identity: FittedIdentity): Map<string, TensorData> {
  const { backbone, classes, head, otherHead } = identity;
  const specs = headTensors(createHead(backbone.architecture, classes.length, head));
  return new Map(
    specs.map(({ name }) => {
      const tensor = adapter.modules.get(name) ?? otherHead?.get(name);
      if (tensor) return [name, tensor];
      throw new MismatchError(`the adapter holds no '${name}'`, {
        file: adapter.file,
        expected: 'a head among the modules it keeps whole',
        hint: 'Save it with the adapter (`modules_to_save` of PEFT), or give weights that hold one.',
      });
    }),
  );
}

/**
 * A domain of FTN from what was fitted to an adapter of another library. Batch norms the adapter does not hold are the
 * network's own.
 *
 * @throws MismatchError where a tensor has no place in the network or another shape
 */
export function domainOfFit(
  adapter: ForeignAdapter,
  { layers }: FittedAdapter,
  identity: FittedIdentity,
): Domain {
  const { name, backbone, classes, head } = identity;
  const fitted = layers.filter(({ rank }) => rank > 0);
  const rank = Math.max(1, ...fitted.map((layer) => layer.rank));
  const own = [...headOf(adapter, identity), ...adapter.modules];
  const made = new Map([...sharedNorms(backbone), ...fitted.flatMap(factorTensors)]);
  for (const [part, data] of new Map(own)) {
    made.get(part)?.dispose();
    made.set(part, fromFileTensor(data));
  }
  const described = { name, backbone, method: ftn({ rank }), classes, file: adapter.file };
  try {
    return restoreDomain({ ...described, ...(head ? { head } : {}) }, made);
  } finally {
    for (const tensor of made.values()) tensor.dispose();
  }
}
