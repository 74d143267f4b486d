import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backboneToTensors } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';

/** Writes a backbone in torchvision's names and layout, for domains that name it by its hash. */
export async function saveBackbone(backbone: Backbone, file: string): Promise<void> {
  const metadata = { format: 'pt', backbone: backbone.architecture.name };
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, encodeSafetensors(backboneToTensors(backbone), metadata));
}
