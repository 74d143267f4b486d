import type { Architecture } from '@ftn/backbones';
import { decodeSafetensors, type TensorData, toFloat32 } from '@ftn/checkpoints';
import { FormatError, UsageError } from '@ftn/errors';
import type { ConvLayer } from '@ftn/layers';
import {
  type ForeignAdapter,
  isCounter,
  loraLayer,
  requireRanks,
  requireShape,
} from '../lora/foreign-adapter.js';
import type { LoraLayer } from '../lora/lora-layer.js';

/** The tensors of one module, by what stands after the first dot. */
type Module = ReadonlyMap<string, TensorData>;

const partsOf = ['alpha', 'lora_down.weight', 'lora_up.weight', 'lora_mid.weight'];

/** Parts that say a module is LyCORIS's, of whichever algorithm. */
const known =
  /^(alpha|lora_\w+\.weight|hada_\w+|lokr_\w+|oft_\w+|dora_scale|diff|diff_b|w_norm|b_norm|on_input|scalar|rescale|[ab][12]\.weight)$/;

/** A file's tensors: those of LyCORIS's modules, and those in the network's own names. */
function sorted(tensors: ReadonlyMap<string, TensorData>) {
  const adapted = new Map<string, Map<string, TensorData>>();
  const modules = new Map<string, TensorData>();
  for (const [name, tensor] of tensors) {
    const dot = name.indexOf('.');
    const [owner, part] = [name.slice(0, dot), name.slice(dot + 1)];
    if (dot > 0 && known.test(part)) {
      const parts = adapted.get(owner) ?? new Map<string, TensorData>();
      adapted.set(owner, parts.set(part, tensor));
    } else if (!isCounter(name)) modules.set(name, tensor);
  }
  return { adapted, modules };
}

const underscored = (name: string) => name.replaceAll('.', '_');

/** The layer each module stands for: `lycoris_layer1_0_conv1`, or with another prefix that all of them have. */
function layersByModule(owners: readonly string[], architecture: Architecture, file: string) {
  const layers = new Map(architecture.convolutions.map((layer) => [underscored(layer.name), layer]));
  const first = owners[0]!;
  const prefixes = [...layers.keys()]
    .filter((name) => first === name || first.endsWith(`_${name}`))
    .map((name) => first.slice(0, first.length - name.length));
  const under = (prefix: string) => (owner: string) =>
    owner.startsWith(prefix) ? layers.get(owner.slice(prefix.length)) : undefined;
  const prefix = prefixes.find((one) => owners.every((owner) => under(one)(owner))) ?? 'lycoris_';
  const stranger = owners.find((owner) => !under(prefix)(owner));
  if (stranger !== undefined) {
    throw new UsageError(`'${stranger}' is no convolution of ${architecture.name}`, {
      file,
      expected: `${prefix}${[...layers.keys()][0]} and the like`,
    });
  }
  return new Map(owners.map((owner) => [owner, under(prefix)(owner)!]));
}

/** A kernel in three steps (Tucker) as one in two: down'[p, i, k] = Σ_q mid[p, q, k] · down[q, i]. */
function joined(owner: string, layer: ConvLayer, parts: Module, file: string): TensorData | undefined {
  const mid = parts.get('lora_mid.weight');
  const down = parts.get('lora_down.weight');
  if (!mid) return down;
  const inner = requireShape(`${owner}.lora_down.weight`, down, ['R', layer.inChannels, 1, 1], file);
  const [middle, rank] = [toFloat32(mid), inner.shape[0]!];
  requireShape(`${owner}.lora_mid.weight`, mid, ['R', rank, ...layer.kernel], file);
  const size = layer.kernel[0] * layer.kernel[1];
  const outer = mid.shape[0]!;
  for (const ranks of [rank, outer]) requireRanks(`${owner}.lora_mid.weight`, ranks, file);
  const values = toFloat32(inner);
  const data = new Float32Array(outer * layer.inChannels * size);
  for (let p = 0, n = 0; p < outer; p++) {
    for (let i = 0; i < layer.inChannels; i++) {
      for (let k = 0; k < size; k++, n++) {
        for (let q = 0; q < rank; q++)
          data[n]! += middle[(p * rank + q) * size + k]! * values[q * layer.inChannels + i]!;
      }
    }
  }
  return { dtype: 'float32', shape: [outer, layer.inChannels, ...layer.kernel], data };
}

function readModule(owner: string, layer: ConvLayer, parts: Module, file: string): LoraLayer {
  const other = [...parts.keys()].find((part) => !partsOf.includes(part));
  if (other !== undefined) {
    throw new UsageError(`'${owner}' is of another algorithm than LoCon`, {
      file,
      expected: 'lora_down, lora_up, alpha and perhaps lora_mid',
      got: `'${other}'`,
    });
  }
  const alpha = parts.get('alpha');
  if (alpha && alpha.data.length !== 1) {
    throw new FormatError(`'${owner}.alpha' is not one number`, { file, got: `${alpha.data.length}` });
  }
  const down = [`${owner}.lora_down.weight`, joined(owner, layer, parts, file)] as const;
  const up = [`${owner}.lora_up.weight`, parts.get('lora_up.weight')] as const;
  // LyCORIS takes an alpha of 0, and none, for one that scales nothing.
  const value = alpha ? toFloat32(alpha)[0]! : 0;
  return loraLayer(layer, { down, up, file }, (rank) => (value === 0 ? 1 : value / rank));
}

/**
 * An adapter of LyCORIS (LoCon, in two steps or three) as LoRA on the convolutions of a backbone, read as data and checked.
 *
 * @throws FormatError where the file is damaged or holds no module of LyCORIS; MismatchError where a tensor does not fit
 * the backbone; UsageError for other algorithms and for layers that are none of its convolutions, by name
 */
export function decodeLycoris(bytes: Uint8Array, architecture: Architecture, file: string): ForeignAdapter {
  const { tensors, metadata } = decodeSafetensors(bytes, { file });
  const { adapted, modules } = sorted(tensors);
  if (adapted.size === 0) {
    throw new FormatError('this is no adapter of LyCORIS', {
      file,
      expected: 'tensors such as lycoris_layer1_0_conv1.lora_down.weight',
      got: [...tensors.keys()].slice(0, 3).join(', ') || 'no tensors',
    });
  }
  const layers = layersByModule([...adapted.keys()], architecture, file);
  return {
    layers: [...layers].map(([owner, layer]) => readModule(owner, layer, adapted.get(owner)!, file)),
    modules,
    metadata,
    file,
  };
}
