import { mergeDomain } from '@ftn/adapters';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { MergedFile } from './generation/merge-generator.js';
import { openDomain } from './open-adapter.js';

/** Writes backbone and adapter as one network in torchvision's names. */
export async function mergeNetwork(options: {
  readonly folder: string;
  readonly weights: string | undefined;
  readonly out: string;
}): Promise<MergedFile> {
  const { domain, manifest, dispose } = await openDomain(options.folder, options.weights);
  try {
    const tensors = mergeDomain(domain);
    const { backbone, classes, task } = manifest;
    const metadata = { format: 'pt', backbone: backbone.name, classes: JSON.stringify(classes) };
    await writeFileAtomic(options.out, encodeSafetensors(tensors, metadata));
    const scalars = [...tensors.values()].reduce((n, { data }) => n + data.length, 0);
    const outputs = task === undefined ? 'classes' : `outputs (${task})`;
    const what = `a ${backbone.name} of ${classes.length} ${outputs}`;
    return { tensors: tensors.size, scalars, classes: classes.length, what };
  } finally {
    dispose();
  }
}
