import { Domain, describeInput } from '@ftn/adapters';
import { writeAdapterFolder } from '@ftn/adapters/node';
import { startEngine } from '@ftn/engine';
import { openBackbone } from '@ftn/library/internal';
import { createMethod } from '@ftn/tensor-factors';
import { tinyClasses } from '@ftn/testing';

/** Normals instead of classes: a decoder, on images that are not square. */
const normals = {
  outputStride: 8,
  head: { kind: 'deeplab', options: { width: 6, lowLevelWidth: 4, rates: [1, 2] } },
  details: { task: { task: 'normals' }, size: [24, 40] },
} as const;

const classifier = { details: { task: {}, size: 32 } } as const;

/** Writes an adapter over the weights that ship, as it is before training; its folder. */
export async function writeTinyAdapter(
  folder: string,
  task: 'classes' | 'normals' = 'classes',
  { name = 'colours', classes = tinyClasses }: { name?: string; classes?: readonly string[] } = {},
): Promise<string> {
  await startEngine();
  const { details, ...options } = task === 'normals' ? normals : { ...classifier, outputStride: undefined };
  const backbone = await openBackbone({ name: 'resnet10-small', outputStride: options.outputStride });
  const method = createMethod('ftn', { rank: 2 });
  const domain = Domain.create({
    name,
    backbone,
    method,
    classes,
    seed: 1,
    ...options,
  });
  const half = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  const { size } = details;
  const stretch =
    task === 'classes'
      ? [
          { kind: 'resize-shorter', size: 37 },
          { kind: 'center-crop', size },
        ]
      : [];
  const input = describeInput([...stretch, { kind: 'normalize', ...half }], size);
  await writeAdapterFolder(domain, folder, { ...details.task, input });
  domain.dispose();
  backbone.dispose();
  return folder;
}
