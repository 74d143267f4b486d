import { type Adapter, type LowRankAdapter, lowRankAdapter, networkMetadata } from '@ftn/adapters';
import { encodeSafetensors, type NamedTensors, type TensorData } from '@ftn/checkpoints';
import { UsageError } from '@ftn/errors';
import { type LoraLayer, loraOf } from '../lora/lora-layer.js';
import { prefix } from './names.js';

/** The two files of an adapter in PEFT's format, by name. */
export interface PeftFiles {
  readonly 'adapter_config.json': string;
  readonly 'adapter_model.safetensors': Uint8Array;
}

/** Refuses what PEFT's convolutions cannot do: its low-rank branch has the layer's stride and padding, but no dilation. */
function requireUndilated({ convolutions }: LowRankAdapter, file: string | undefined): void {
  const dilated = [...convolutions.values()].find(({ layer }) => layer.dilation !== 1);
  if (!dilated) return;
  throw new UsageError(`'${dilated.layer.name}' is dilated, and LoRA of PEFT is not`, {
    ...(file === undefined ? {} : { file }),
    expected: 'convolutions of dilation 1',
    got: `dilation ${dilated.layer.dilation}`,
    hint: 'LyCORIS takes dilated convolutions (`encodeLycoris`).',
  });
}

/** The modules that tensors belong to, each once. */
const modulesOf = (tensors: NamedTensors) => [
  ...new Set([...tensors.keys()].map((name) => name.replace(/\.[^.]*$/, ''))),
];

const escaped = (name: string) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** adapter_config.json: what PEFT needs to build the adapter, whatever the rank of each layer. */
function configOf(layers: readonly LoraLayer[], modules: readonly string[]): string {
  const ranks = layers.map(({ layer, rank }) => [layer.name, rank] as const);
  const most = Math.max(...ranks.map(([, rank]) => rank));
  // PEFT takes a pattern as the end of a name: `conv1` alone would stand for every layer's conv1.
  const others = Object.fromEntries(
    ranks.filter(([, rank]) => rank !== most).map(([name, rank]) => [`^${escaped(name)}`, rank]),
  );
  return `${JSON.stringify(
    {
      base_model_name_or_path: null,
      bias: 'none',
      inference_mode: true,
      init_lora_weights: true,
      lora_alpha: most,
      lora_dropout: 0,
      alpha_pattern: others,
      modules_to_save: modules,
      peft_type: 'LORA',
      r: most,
      rank_pattern: others,
      target_modules: `^(?:${ranks.map(([name]) => escaped(name)).join('|')})$`,
      task_type: null,
      use_dora: false,
      use_rslora: false,
    },
    null,
    2,
  )}\n`;
}

const floats = (data: Float32Array, shape: readonly number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data,
});

/** The tensors of a layer, in PEFT's names. */
function layerTensors({ layer, rank, up, down }: LoraLayer): [string, TensorData][] {
  const at = `${prefix}${layer.name}`;
  return [
    [`${at}.lora_A.weight`, floats(down, [rank, layer.inChannels, ...layer.kernel])],
    [`${at}.lora_B.weight`, floats(up, [layer.outChannels, rank, 1, 1])],
  ];
}

/** What PyTorch's batch norms keep beside their statistics; PEFT takes a module with all of its parts or not at all. */
function counters(modules: NamedTensors): [string, TensorData][] {
  const statistics = [...modules.keys()].filter((name) => name.endsWith('.running_var'));
  return statistics.map((name) => [
    `${prefix}${name.replace(/running_var$/, 'num_batches_tracked')}`,
    { dtype: 'int64', shape: [], data: BigInt64Array.of(0n) },
  ]);
}

/**
 * An adapter as PEFT's LoRA, exactly: lora_A[r] = a_r ⊗ s_r as a convolution with the layer's kernel, stride and padding,
 * lora_B[r] = b_r as one of 1×1, alpha = R so that they are added as they are; batch norms, with their running statistics,
 * and the head among `modules_to_save`. What adapter.json says goes along as the metadata of the safetensors file.
 *
 * @throws UsageError that names the layer, where ΔW is no factors or the convolution is dilated
 */
export function encodePeft(adapter: Adapter): PeftFiles {
  const taken = lowRankAdapter(adapter);
  requireUndilated(taken, adapter.folder);
  const layers = [...taken.convolutions.values()].map(loraOf);
  if (layers.length === 0) {
    throw new UsageError('no convolution has factors, so that there is nothing for LoRA', {
      ...(adapter.folder === undefined ? {} : { file: adapter.folder }),
      hint: 'Write it as one network: `merge` or `exportOnnx`.',
    });
  }
  const modules = [...taken.modules].map(([name, data]) => [`${prefix}${name}`, data] as const);
  const tensors = new Map([...layers.flatMap(layerTensors), ...modules, ...counters(taken.modules)]);
  return {
    'adapter_config.json': configOf(layers, modulesOf(taken.modules)),
    'adapter_model.safetensors': encodeSafetensors(tensors, {
      format: 'pt',
      ...networkMetadata(taken.manifest),
    }),
  };
}
