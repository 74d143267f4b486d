import type { Architecture } from '@ftn/backbones';
import { decodeSafetensors, type NamedTensors, type TensorData } from '@ftn/checkpoints';
import { MismatchError, UsageError } from '@ftn/errors';
import { type ForeignAdapter, isCounter, loraLayer } from '../lora/foreign-adapter.js';
import type { LoraLayer } from '../lora/lora-layer.js';
import type { PeftFiles } from './encode-peft.js';
import { prefix } from './names.js';
import { readPeftConfig } from './peft-config.js';

const lora = /^(.+)\.lora_[AB]\.weight$/;

/** The names of a file below PEFT's prefix. */
function ownNames(tensors: NamedTensors, file: string): Map<string, TensorData> {
  const own = new Map<string, TensorData>();
  for (const [name, tensor] of tensors) {
    if (!name.startsWith(prefix)) {
      throw new MismatchError(`'${name}' is no name of PEFT`, { file, expected: `${prefix}…` });
    }
    own.set(name.slice(prefix.length), tensor);
  }
  return own;
}

/** What stands before the network's names where it was wrapped in another module: `backbone.`; '' where nothing. */
function wrapping(modules: readonly string[], layers: readonly string[]): string {
  const longest = [...layers].sort((one, other) => other.length - one.length);
  for (const module of modules) {
    const layer = longest.find((name) => module === name || module.endsWith(`.${name}`));
    if (layer !== undefined) return module.slice(0, module.length - layer.length);
  }
  return '';
}

/** Names without the wrapping before them. */
function unwrapped(tensors: ReadonlyMap<string, TensorData>, layers: readonly string[]) {
  const modules = [...tensors.keys()].flatMap((name) => lora.exec(name)?.[1] ?? []);
  const before = wrapping(modules, layers);
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name.startsWith(before) ? name.slice(before.length) : name,
      tensor,
    ]),
  );
}

/**
 * An adapter of PEFT as LoRA on the convolutions of a backbone, read as data and checked; nothing in it is run.
 *
 * @param file how errors name its folder
 * @throws FormatError where a file is damaged; MismatchError where a tensor does not fit the backbone; UsageError for
 * what is no plain LoRA, by the name of the option or the layer
 */
export function decodePeft(files: PeftFiles, architecture: Architecture, file: string): ForeignAdapter {
  const { scaleOf } = readPeftConfig(files['adapter_config.json'], `${file}/adapter_config.json`);
  const tensorFile = `${file}/adapter_model.safetensors`;
  const { tensors, metadata } = decodeSafetensors(files['adapter_model.safetensors'], { file: tensorFile });
  const convolutions = new Map(architecture.convolutions.map((layer) => [layer.name, layer]));
  const named = unwrapped(ownNames(tensors, tensorFile), [...convolutions.keys()]);
  const modules = new Map<string, TensorData>();
  const adapted = new Set<string>();
  for (const [name, tensor] of named) {
    const module = lora.exec(name)?.[1];
    if (module !== undefined) adapted.add(module);
    else if (/\.lora_/.test(name)) {
      throw new UsageError(`'${name}' is no tensor of plain LoRA`, {
        file: tensorFile,
        expected: 'lora_A.weight and lora_B.weight',
      });
    } else if (!isCounter(name)) modules.set(name, tensor);
  }
  const layers: LoraLayer[] = [];
  for (const name of adapted) {
    const layer = convolutions.get(name);
    if (!layer) {
      throw new UsageError(`'${name}' is no convolution of ${architecture.name}`, {
        file: tensorFile,
        expected: 'LoRA on convolutions',
        hint: 'A head is kept whole, among `modules_to_save`.',
      });
    }
    if (layer.dilation !== 1) {
      throw new UsageError(`'${name}' is dilated, and LoRA of PEFT is not`, { file: tensorFile });
    }
    const pair = (part: string) => {
      const full = `${name}.lora_${part}.weight`;
      return [full, named.get(full)] as const;
    };
    const parts = { down: pair('A'), up: pair('B'), file: tensorFile };
    layers.push(loraLayer(layer, parts, (rank) => scaleOf(name, rank)));
  }
  return { layers, modules, metadata, file };
}
