import { type LowRankAdapter, normalizationOf } from '@ftn/adapters';
import { type Backbone, createHead, headTensors } from '@ftn/backbones';
import { type TensorData, toFloat32 } from '@ftn/checkpoints';
import type { Value } from '../graph/graph.js';
import { type BranchLayout, domainTensors } from './domain-tensors.js';

const float = (data: Float32Array, shape: readonly number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data,
});

/** What a domain feeds of its head and of its normalization, by the names of the graph's constants that they replace. */
function headFeed({ manifest, modules, architecture }: LowRankAdapter, constants: Iterable<string>) {
  const head = createHead(architecture, manifest.outputs.length, manifest.head);
  const { mean, std } = normalizationOf(manifest.input);
  const values = new Map([
    ['input.mean', float(Float32Array.from(mean), [3])],
    ['input.std', float(Float32Array.from(std), [3])],
  ]);
  for (const { name } of headTensors(head)) {
    const tensor = modules.get(name)!;
    values.set(name, float(toFloat32(tensor), tensor.shape));
  }
  const taken = [...constants].flatMap((name) => {
    const source = name.replace(/\.channels$/, '');
    const tensor = values.get(source);
    if (!tensor) return [];
    // A vector beside an image stands as C×1×1.
    return [[name, name === source ? tensor : { ...tensor, shape: [...tensor.shape, 1, 1] }] as const];
  });
  return new Map(taken);
}

/** The shapes of a domain's tensors as inputs of the graph: `outputs` where the number of classes decides. */
export function inputsOf(
  tensors: ReadonlyMap<string, TensorData>,
  { manifest, architecture }: LowRankAdapter,
): Value[] {
  const { head, outputs } = manifest;
  const shapesFor = (count: number) =>
    new Map(headTensors(createHead(architecture, count, head)).map(({ name, shape }) => [name, shape]));
  const [now, more] = [shapesFor(outputs.length), shapesFor(outputs.length + 1)];
  return [...tensors].map(([name, { shape }]) => {
    const source = name.replace(/\.channels$/, '');
    const inMemory = now.get(source);
    if (!inMemory) return { name, shape };
    const order = inMemory.length === 4 ? [3, 2, 0, 1] : inMemory.map((_, axis) => axis);
    const isFree = order.map((axis) => inMemory[axis] !== more.get(source)![axis]);
    return { name, shape: shape.map((length, axis) => (isFree[axis] ? 'outputs' : length)) };
  });
}

/**
 * Every tensor that a domain feeds a shared graph: factors and batch norms, and of its head and normalization what the
 * graph would hold as `constants`.
 */
export function feedOf(
  adapter: LowRankAdapter,
  backbone: Backbone,
  { constants, ...layout }: BranchLayout & { readonly constants: Iterable<string> },
): Map<string, TensorData> {
  return new Map([...domainTensors(adapter, backbone, layout), ...headFeed(adapter, constants)]);
}
