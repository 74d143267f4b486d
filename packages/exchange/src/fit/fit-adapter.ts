import type { ForeignAdapter } from '../lora/foreign-adapter.js';
import { type FittedLayer, fitLayer } from './fit-layer.js';

/** LoRA as factors, layer by layer. */
export interface FittedAdapter {
  readonly layers: readonly FittedLayer[];
  /** √(Σ ‖ΔW − fit‖² / Σ ‖ΔW‖²) over all layers; 0 where every ΔW is 0. */
  readonly relativeError: number;
}

/** ‖ΔW − fit‖_F / ‖ΔW‖_F of a layer, or of several; 0 where ΔW = 0. */
export function relativeError(layers: readonly Pick<FittedLayer, 'square' | 'squaredError'>[]): number {
  const sum = (part: 'square' | 'squaredError') => layers.reduce((total, layer) => total + layer[part], 0);
  const square = sum('square');
  return square === 0 ? 0 : Math.sqrt(sum('squaredError') / square);
}

/**
 * Every layer of an adapter as CP factors of at most `rank` terms; default as many as its LoRA has.
 *
 * @param onLayer called after each layer, for whoever shows progress or has to let others run
 */
export async function fitAdapter(
  { layers }: Pick<ForeignAdapter, 'layers'>,
  { rank, onLayer }: { readonly rank?: number; readonly onLayer?: (layer: FittedLayer) => unknown } = {},
): Promise<FittedAdapter> {
  const fitted: FittedLayer[] = [];
  for (const layer of layers) {
    const found = fitLayer(layer, rank ?? layer.rank);
    fitted.push(found);
    await onLayer?.(found);
  }
  return { layers: fitted, relativeError: relativeError(fitted) };
}
