import { type Adapter, lowRankAdapter, networkMetadata } from '@ftn/adapters';
import { encodeSafetensors, type TensorData } from '@ftn/checkpoints';
import { UsageError } from '@ftn/errors';
import { type LoraLayer, loraOf } from '../lora/lora-layer.js';
import { lycorisName } from './names.js';

const floats = (data: Float32Array, shape: readonly number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data,
});

/** The tensors of a layer, in LyCORIS's names. */
function layerTensors({ layer, rank, up, down }: LoraLayer): [string, TensorData][] {
  const at = lycorisName(layer.name);
  return [
    [`${at}.alpha`, floats(Float32Array.of(rank), [])],
    [`${at}.lora_down.weight`, floats(down, [rank, layer.inChannels, ...layer.kernel])],
    [`${at}.lora_up.weight`, floats(up, [layer.outChannels, rank, 1, 1])],
  ];
}

/**
 * An adapter as a file of LyCORIS (LoCon), exactly: lora_down[r] = a_r ⊗ s_r, lora_up[r] = b_r, alpha = R so that they are
 * added as they are. LyCORIS has no place for batch norms and heads: they stand in the same file under the network's own
 * names, for `load_state_dict(…, strict=False)`; each reader passes over what is the other's.
 *
 * @throws UsageError that names the layer, where ΔW is no factors
 */
export function encodeLycoris(adapter: Adapter): Uint8Array {
  const { convolutions, modules, manifest } = lowRankAdapter(adapter);
  if (convolutions.size === 0) {
    throw new UsageError('no convolution has factors, so that there is nothing for LyCORIS', {
      ...(adapter.folder === undefined ? {} : { file: adapter.folder }),
      hint: 'Write it as one network: `merge` or `exportOnnx`.',
    });
  }
  const layers = [...convolutions.values()].flatMap((layer) => layerTensors(loraOf(layer)));
  return encodeSafetensors(new Map([...layers, ...modules]), { format: 'pt', ...networkMetadata(manifest) });
}
