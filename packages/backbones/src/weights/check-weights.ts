import { kernelShape } from '@ftn/layers';
import type { Architecture } from '../architecture.js';
import { backboneNames, createArchitecture } from '../create-backbone.js';
import { checkShapes, differences, type Shapes } from './check-shapes.js';
import { foreignNetwork } from './foreign-networks.js';

/** The name and shape (HWIO) of every tensor a backbone's weights hold. */
export function weightShapes(architecture: Architecture): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const layer of architecture.convolutions) shapes.set(`${layer.name}.weight`, kernelShape(layer));
  for (const { name, channels } of architecture.batchNorms) {
    for (const part of ['weight', 'bias', 'running_mean', 'running_var'])
      shapes.set(`${name}.${part}`, [channels]);
  }
  return shapes;
}

/** The known backbone whose weights these are, name by name and shape by shape. */
function lookalike(found: Shapes): string | undefined {
  return backboneNames().find((name) => {
    const kinds = Object.values(differences(weightShapes(createArchitecture(name)), found));
    return kinds.every((names) => names.length === 0);
  });
}

/** What to do about weights of another network, as far as it is known which. */
function advice(architecture: Architecture, found: Shapes): string {
  const other = lookalike(found);
  if (other !== undefined)
    return `This looks like ${other}: name that backbone, or give weights of this one.`;
  const foreign = foreignNetwork(found);
  if (foreign !== undefined) return `This is ${foreign}: give weights of a plain ${architecture.name}.`;
  return 'Name the backbone the weights were made for, or give weights of this one.';
}

/** Refuses weights of another network, saying what does not fit and, where it is known, what they are. */
export function checkWeights(architecture: Architecture, found: Shapes, file?: string): void {
  const { name } = architecture;
  checkShapes(name, weightShapes(architecture), found, file, () => advice(architecture, found));
}
