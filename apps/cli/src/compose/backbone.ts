import { backboneFromTensors } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { readTensorFile } from '@ftn/checkpoints/node';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { shippedWeights } from './app-files.js';

export interface BackboneChoice {
  /** The backbone's name, e.g. `resnet18`. */
  readonly name: string;
  /** Its weights' file, .safetensors or .pth; default those that ship with the command. */
  readonly weights?: string | undefined;
  /** Input pixels for one of the last features; default the backbone's own. */
  readonly outputStride?: number | undefined;
}

/** The file of a backbone's weights: the given one, else the one that ships. */
export function weightsFile({ name, weights }: BackboneChoice): string {
  // An unknown backbone is the mistake to name, not its missing weights.
  createArchitecture(name);
  const file = weights ?? shippedWeights(name);
  if (file) return file;
  throw new UsageError(`no weights for ${name}`, {
    hint: `Give --weights FILE: torchvision's ${name} as .pth or .safetensors fits as it is.`,
  });
}

/** A backbone with the weights of a file; MismatchError names the file and what does not fit. */
export async function openBackbone(choice: BackboneChoice): Promise<Backbone> {
  const { name, outputStride } = choice;
  const architecture = createArchitecture(name, outputStride === undefined ? {} : { outputStride });
  const file = weightsFile(choice);
  const { tensors } = await readTensorFile(file);
  return backboneFromTensors(architecture, tensors, file);
}

/** A backbone with fresh weights, for training one from nothing. */
export function randomBackbone(name: string, seed: number): Backbone {
  return Backbone.random(createArchitecture(name), new RandomStream(seed, 'backbone', name));
}
