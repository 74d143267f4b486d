import { type Backbone, createHead, type HeadDescription } from '@ftn/backbones';
import type { BatchNormLayer } from '@ftn/layers';
import { RandomStream } from '@ftn/random';
import type { BlockPolicy, Method, Parametrization } from '@ftn/tensor-factors';
import { type Variable, variable } from '@tensorflow/tfjs-core';
import { Head } from './head.js';
import { RunningStatistics } from './running-statistics.js';

/** Scale and offset of a batch norm the domain owns. */
export interface BatchNormParameters {
  readonly scale: Variable;
  readonly offset: Variable;
}

/** The modules of a domain, as they are created fresh or restored from a file. */
export interface DomainParts {
  readonly parametrizations: ReadonlyMap<string, Parametrization>;
  readonly batchNorms: ReadonlyMap<string, BatchNormParameters>;
  /** What becomes of residual blocks; those not named always run. */
  readonly policies: ReadonlyMap<string, BlockPolicy>;
  readonly statistics: RunningStatistics;
  readonly head: Head;
}

/** What a fresh domain is made from. */
export interface DomainOptions {
  readonly name: string;
  readonly backbone: Backbone;
  readonly method: Method;
  readonly classes: readonly string[];
  /** Names the random numbers of its initial values. */
  readonly seed: number;
  /** Default a linear classifier. */
  readonly head?: { readonly kind: string; readonly options?: HeadDescription['options'] };
}

/** Copies of a backbone's scale and offset for each of the layers, to be trained. */
export function ownBatchNorms(
  backbone: Backbone,
  layers: readonly BatchNormLayer[],
): Map<string, BatchNormParameters> {
  return new Map(
    layers.map(({ name }) => {
      const { scale, offset } = backbone.batchNormTensors(name);
      return [name, { scale: variable(scale), offset: variable(offset) }];
    }),
  );
}

/**
 * The modules of a fresh domain, with its method's initial values; `shared` are statistics of batch norms that it uses
 * with other domains.
 */
export function createParts(options: DomainOptions, shared?: RunningStatistics): DomainParts {
  const { backbone, method, classes, seed, head: kind } = options;
  const { architecture } = backbone;
  const headArchitecture = createHead(architecture, classes.length, kind);
  method.requireLayers?.(architecture.convolutions.map((layer) => layer.name));
  const parametrizations = new Map<string, Parametrization>();
  for (const layer of architecture.convolutions) {
    const random = new RandomStream(seed, 'convolution', layer.name);
    const made = method.convolution(layer)?.create(backbone.kernel(layer.name), random);
    if (made) parametrizations.set(layer.name, made);
  }
  const owned = architecture.batchNorms.filter((layer) => method.ownsBatchNorm(layer));
  const batchNorms = ownBatchNorms(backbone, owned);
  const policies = new Map<string, BlockPolicy>();
  for (const block of architecture.blocks) {
    const made = method.block?.(block)?.create();
    if (made) policies.set(block.name, made);
  }
  const head = Head.random(headArchitecture, new RandomStream(seed, 'head'));
  const initial = (name: string) => (batchNorms.has(name) ? backbone.batchNormTensors(name) : undefined);
  const statistics = new RunningStatistics([...owned, ...head.batchNorms], initial, shared);
  return { parametrizations, batchNorms, policies, statistics, head };
}

export function disposeParts(parts: Omit<DomainParts, 'head'> & { readonly head?: Head }): void {
  const { parametrizations, batchNorms, policies, statistics, head } = parts;
  for (const part of [...parametrizations.values(), ...policies.values(), statistics]) part.dispose();
  head?.dispose();
  for (const { scale, offset } of batchNorms.values()) {
    scale.dispose();
    offset.dispose();
  }
}
