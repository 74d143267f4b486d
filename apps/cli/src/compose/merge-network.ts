import { type Domain, mergeDomain } from '@ftn/adapters';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { MergedFile } from './generation/merge-generator.js';
import { openDomain } from './open-adapter.js';

/** Writes a domain's whole network, backbone and adapter in one, in torchvision's names. */
export async function writeMerged(domain: Domain, file: string): Promise<MergedFile> {
  const tensors = mergeDomain(domain);
  const { classes } = domain;
  const backbone = domain.backbone.architecture.name;
  const metadata = { format: 'pt', backbone, classes: JSON.stringify(classes) };
  await writeFileAtomic(file, encodeSafetensors(tensors, metadata));
  const scalars = [...tensors.values()].reduce((n, { data }) => n + data.length, 0);
  return { tensors: tensors.size, scalars, classes: classes.length };
}

/** Writes backbone and adapter of a folder as one network, and says what it is. */
export async function mergeNetwork(options: {
  readonly folder: string;
  readonly weights: string | undefined;
  readonly out: string;
}): Promise<MergedFile & { what: string }> {
  const { domain, manifest, dispose } = await openDomain(options.folder, options.weights);
  try {
    const merged = await writeMerged(domain, options.out);
    const outputs = manifest.task === undefined ? 'classes' : `outputs (${manifest.task})`;
    return { ...merged, what: `a ${manifest.backbone.name} of ${merged.classes} ${outputs}` };
  } finally {
    dispose();
  }
}
