import {
  type Adapter,
  type BackboneManifest,
  domainOf,
  fileOf,
  type LowRankAdapter,
  lowRankAdapter,
  networkMetadata,
} from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { encodeSafetensors } from '@ftn/checkpoints';
import { MismatchError, UsageError } from '@ftn/errors';
import type { Network } from '@ftn/layers';
import { batchNorm, conv2d } from '@ftn/ops';
import { div, softmax, sub, type Tensor, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { encodeModel } from '../encode/encode-model.js';
import { checkOpset } from '../encode/opsets.js';
import type { ExportOptions } from '../export-domain.js';
import { convNormPairs } from '../graph/conv-norm-pairs.js';
import type { Graph } from '../graph/graph.js';
import { traceGraph } from '../trace/trace-graph.js';
import { feedOf, inputsOf } from './domain-feed.js';
import { sharedNodes } from './share-graph.js';

/** How a shared model is written. */
export type SharedOptions = Omit<ExportOptions, 'foldBatchNorm'>;

/** One model for several domains, and what each of them feeds it. */
export interface SharedModel {
  readonly bytes: Uint8Array;
  readonly graph: Graph;
  /** A safetensors file for each adapter, in the order given: a tensor for each input of the graph but the image. */
  readonly domains: readonly Uint8Array[];
}

/** What all adapters of a model must have in common, and what of it another one has. */
function requireAlike([first, ...others]: readonly LowRankAdapter[], adapters: readonly Adapter[]): void {
  const parts = ({ manifest: { network, head } }: LowRankAdapter) => ({
    network: `${network.name} of sha256 ${network.sha256.slice(0, 12)}`,
    head: `${head.kind} ${JSON.stringify(head.options)}`,
  });
  const wanted = parts(first!);
  for (const [n, other] of others.entries()) {
    const got = parts(other);
    const part = (['network', 'head'] as const).find((key) => got[key] !== wanted[key]);
    if (part === undefined) continue;
    throw new MismatchError(`the adapters have different ${part}s, and no one graph`, {
      file: fileOf(adapters[n + 1]!, 'adapter.json'),
      expected: wanted[part],
      got: got[part],
      hint: 'Write a model for each.',
    });
  }
}

/** The one size that the adapters' images have. */
function sizeOf(manifests: readonly BackboneManifest[]): readonly [number, number] {
  const sizes = new Set(manifests.map(({ input }) => input.size.join('×')));
  if (sizes.size === 1) return manifests[0]!.input.size;
  throw new UsageError('the adapters take images of different sizes', {
    got: [...sizes].join(', '),
    hint: 'Give `size`, the one that all are to take.',
  });
}

/** The largest rank of every layer among adapters. */
function ranksOf(adapters: readonly LowRankAdapter[]): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const { convolutions } of adapters) {
    for (const [name, { rank }] of convolutions) ranks.set(name, Math.max(rank, ranks.get(name) ?? 0));
  }
  return ranks;
}

/** The graph of the frozen network and one domain's head, on images of that size. */
async function frozenGraph(
  adapter: Adapter,
  backbone: Backbone,
  {
    size,
    normalize,
    softmax: isSoft,
    dynamicBatch,
  }: Required<Omit<SharedOptions, 'opset' | 'size'>> & {
    readonly size: readonly [number, number];
  },
): Promise<Graph> {
  using domain = await domainOf(adapter, backbone);
  const network: Network = {
    conv: (name, x) => conv2d(x, backbone.kernel(name), backbone.convolution(name)),
    batchNorm(name, x, after) {
      const { epsilon } = backbone.batchNorm(name);
      const options = { epsilon, ...after };
      return batchNorm(x, backbone.batchNormTensors(name), options);
    },
    block: (_name, _skip, branch) => branch(),
  };
  const mean = tensor1d([0, 0, 0]);
  const std = tensor1d([1, 1, 1]);
  const forward = (x: Tensor4D): Tensor => {
    const image = normalize ? div<Tensor4D>(sub(x, mean), std) : x;
    const output = domain.forwardOver(network, image, { mode: 'eval', statistics: new Map() });
    return isSoft ? softmax(output) : output;
  };
  const head = domain.parts.head.stored(domain.parts.statistics);
  try {
    return traceGraph(forward, {
      name: backbone.architecture.name,
      weights: new Map([...backbone.weights, ...head, ['input.mean', mean], ['input.std', std]]),
      size,
      dynamicBatch,
      output: isSoft ? 'probabilities' : 'output',
    });
  } finally {
    mean.dispose();
    std.dispose();
  }
}

/** Refuses constants that were computed from what domains differ in: whichever domain were fed, they would stay. */
function requireFrozen(names: readonly string[], backbone: Backbone): void {
  const stray = names.find((name) => !backbone.weights.has(name) && !/^(number|sizes|axes)_/.test(name));
  if (stray === undefined) return;
  throw new UsageError(`the forward pass computes '${stray}' from the head alone`, {
    expected: 'a head whose every tensor is used as it is',
    hint: 'Write each domain as a model of its own: `exportDomain`.',
  });
}

/**
 * Several domains as one ONNX model: the frozen network once, with factors, batch norms and head as inputs, and for each
 * domain a small file of what it feeds them. Switching is feeding another file's tensors.
 *
 * Adapters may have different ranks (the graph has each layer's largest, lower ones feed zeros) and different numbers of
 * classes. They stand on the same network, with heads of the same kind and options.
 *
 * @throws MismatchError for adapters over different networks or with different heads
 * @throws UsageError that names the layer which is changed by more than factors
 */
export async function exportShared(
  backbone: Backbone,
  adapters: readonly Adapter[],
  options: SharedOptions = {},
): Promise<SharedModel> {
  if (adapters.length === 0) throw new UsageError('a shared model needs at least one adapter');
  const { normalize = false, dynamicBatch = false } = options;
  const opset = checkOpset(options.opset ?? 17);
  const taken = adapters.map(lowRankAdapter);
  requireAlike(taken, adapters);
  const wanted = options.size ?? sizeOf(taken.map(({ manifest }) => manifest));
  const size = typeof wanted === 'number' ? ([wanted, wanted] as const) : wanted;
  const shape = { size, normalize, dynamicBatch, softmax: options.softmax ?? false };
  const frozen = await frozenGraph(adapters[0]!, backbone, shape);
  const ranks = ranksOf(taken);
  const nodes = sharedNodes(frozen, ranks);
  const pairs = new Map(
    convNormPairs(frozen).map(({ convolution, batchNorm: norm }) => [convolution.name, norm.name]),
  );
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const constants = [...frozen.initializers].filter(([name]) => used.has(name));
  const layout = { ranks, pairs, constants: constants.map(([name]) => name) };
  const fed = taken.map((adapter) => feedOf(adapter, backbone, layout));
  const shared = constants.filter(([name]) => !fed[0]!.has(name));
  requireFrozen(
    shared.map(([name]) => name),
    backbone,
  );
  const graph: Graph = {
    ...frozen,
    nodes,
    inputs: [...frozen.inputs, ...inputsOf(fed[0]!, taken[0]!)],
    outputs: frozen.outputs.map(({ name, shape: [batch, _outputs, ...rest] }) => {
      return { name, shape: [batch!, 'outputs', ...rest] };
    }),
    initializers: new Map(shared),
  };
  const { network, library } = taken[0]!.manifest;
  const told = { layout: 'NCHW', size, range: normalize ? [0, 1] : 'normalized' };
  const metadata = { network: JSON.stringify(network), tensor: JSON.stringify(told) };
  return {
    bytes: encodeModel(graph, { opset, producer: ['ftn', library.version], metadata }),
    graph,
    domains: fed.map((tensors, n) =>
      encodeSafetensors(tensors, { format: 'pt', ...networkMetadata(taken[n]!.manifest) }),
    ),
  };
}
