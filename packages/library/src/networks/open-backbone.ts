import { dirname } from 'node:path';
import { backboneFromTensors, backboneHash, backboneToTensors } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { encodeSafetensors } from '@ftn/checkpoints';
import { readTensorFile, writeFileAtomic } from '@ftn/checkpoints/node';
import { UsageError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { RandomStream } from '@ftn/random';
import { shippedWeights } from '../files/package-files.js';

/** A backbone and where its weights are. */
export interface BackboneChoice {
  /** The backbone's name, e.g. `resnet18`. */
  readonly name: string;
  /** Its weights' file, .safetensors or .pth; default those that ship with the library. */
  readonly weights?: string | undefined;
  /** Input pixels for one of the last features; default the backbone's own. */
  readonly outputStride?: number | undefined;
}

/**
 * The file of a backbone's weights: the given one, else the one that ships.
 *
 * @throws UsageError where there is neither
 */
export function weightsFile({ name, weights }: BackboneChoice): string {
  // An unknown backbone is the mistake to name, not its missing weights.
  createArchitecture(name);
  const file = weights ?? shippedWeights(name);
  if (file) return file;
  throw new UsageError(`no weights for ${name}`, {
    hint: `Give \`weights: FILE\`: torchvision's ${name} as .pth or .safetensors works unchanged.`,
  });
}

const architectureOf = ({ name, outputStride }: BackboneChoice) =>
  createArchitecture(name, outputStride === undefined ? {} : { outputStride });

/**
 * A backbone with the weights of a file.
 * @throws MismatchError that names the file and what does not fit
 */
export async function openBackbone(choice: BackboneChoice): Promise<Backbone> {
  const architecture = architectureOf(choice);
  const file = weightsFile(choice);
  const { tensors } = await readTensorFile(file);
  return backboneFromTensors(architecture, tensors, file);
}

/** A backbone with fresh weights, for training one from nothing. */
export function randomBackbone(
  choice: Pick<BackboneChoice, 'name' | 'outputStride'>,
  seed: number,
): Backbone {
  return Backbone.random(architectureOf(choice), new RandomStream(seed, 'backbone', choice.name));
}

/** Writes a backbone in torchvision's names and layout, for domains that name it by its hash. */
export async function saveBackbone(backbone: Backbone, file: string): Promise<void> {
  const metadata = { format: 'pt', backbone: backbone.architecture.name };
  await makeFolder(dirname(file));
  await writeFileAtomic(file, encodeSafetensors(backboneToTensors(backbone), metadata));
}

/** What tells a backbone from others: its name and the hash of its weights. */
export interface BackboneIdentity {
  readonly name: string;
  readonly sha256: string;
}

export async function backboneIdentity(backbone: Backbone): Promise<BackboneIdentity> {
  return { name: backbone.architecture.name, sha256: await backboneHash(backbone) };
}
