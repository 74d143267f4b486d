import {
  type BackboneManifest,
  type Domain,
  encodeMergedNetwork,
  type ManifestBody,
  mergeDomain,
} from '@ftn/adapters';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { MergedFile } from './generation/merge-generator.js';
import { openDomain } from './open-adapter.js';

/** Writes a domain's whole network, backbone and adapter in one, in torchvision's names. */
export async function writeMerged(
  domain: Domain,
  manifest: BackboneManifest | ManifestBody<BackboneManifest>,
  file: string,
): Promise<MergedFile> {
  const tensors = mergeDomain(domain);
  const { classes } = domain;
  await writeFileAtomic(file, encodeMergedNetwork(tensors, manifest));
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
    const merged = await writeMerged(domain, manifest, options.out);
    const outputs = manifest.task === 'classification' ? 'classes' : `outputs (${manifest.task})`;
    return { ...merged, what: `a ${manifest.network.name} of ${merged.classes} ${outputs}` };
  } finally {
    dispose();
  }
}
