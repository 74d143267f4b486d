import { kernelShape } from '@ftn/layers';
import type { BigGanLayers } from './layer-list.js';

/** A weight whose spectral norm is taken. */
export interface SpectralWeight {
  /** The layer: `<name>.weight`, `<name>.u0`, `<name>.sv0`. */
  readonly name: string;
  readonly outputs: number;
  /** Which axis of the weight in memory counts the outputs. */
  readonly axis: 'first' | 'last';
}

/** Every weight of a network that is divided by its spectral norm. */
export function spectralWeights(layers: BigGanLayers): SpectralWeight[] {
  const { convolutions, linears, embeddings } = layers;
  return [
    ...convolutions.map(({ name, outChannels }) => ({ name, outputs: outChannels, axis: 'last' as const })),
    ...linears.map(({ name, outFeatures }) => ({ name, outputs: outFeatures, axis: 'first' as const })),
    ...embeddings
      .filter(({ spectral }) => spectral)
      .map(({ name, rows }) => ({ name, outputs: rows, axis: 'first' as const })),
  ];
}

/** The name and shape (kernels HWIO) of every tensor that is a parameter: what training moves. */
export function parameterShapes(layers: BigGanLayers): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, rows, columns } of layers.embeddings) shapes.set(`${name}.weight`, [rows, columns]);
  for (const { name, inFeatures, outFeatures, bias } of layers.linears) {
    shapes.set(`${name}.weight`, [outFeatures, inFeatures]);
    if (bias) shapes.set(`${name}.bias`, [outFeatures]);
  }
  for (const layer of layers.convolutions) {
    shapes.set(`${layer.name}.weight`, kernelShape(layer));
    if (layers.biased.has(layer.name)) shapes.set(`${layer.name}.bias`, [layer.outChannels]);
  }
  for (const { name, channels } of layers.batchNorms) {
    shapes.set(`${name}.gain`, [channels]).set(`${name}.bias`, [channels]);
  }
  for (const name of layers.attentions) shapes.set(`${name}.gamma`, []);
  return shapes;
}

/** The name and shape of the running statistics of every batch norm. */
export function statisticsShapes(layers: BigGanLayers): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, channels } of [...layers.conditionalNorms, ...layers.batchNorms]) {
    shapes.set(`${name}.stored_mean`, [channels]).set(`${name}.stored_var`, [channels]);
  }
  return shapes;
}

/** The name and shape of the vectors and singular values that spectral norms continue from. */
export function spectralShapes(layers: BigGanLayers): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, outputs } of spectralWeights(layers)) {
    shapes.set(`${name}.u0`, [1, outputs]).set(`${name}.sv0`, [1]);
  }
  return shapes;
}

/** Parameters of a network, in scalars, as the authors count them. */
export function countParameters(layers: BigGanLayers): number {
  const sizes = [...parameterShapes(layers).values()].map((shape) => shape.reduce((n, size) => n * size, 1));
  return sizes.reduce((n, size) => n + size, 0);
}
