import {
  type AdapterDetails,
  type Domain,
  describeDomain,
  encodeMergedNetwork,
  mergeDomain,
} from '@ftn/adapters';
import { writeFileAtomic } from '@ftn/checkpoints/node';

/** What a merged network's file holds. */
export interface MergedFile {
  readonly file: string;
  readonly tensors: number;
  readonly scalars: number;
  readonly classes: number;
}

/** Writes a domain's whole network, backbone and adapter in one, in torchvision's names, with all its adapter says. */
export async function writeMerged(
  domain: Domain,
  details: AdapterDetails,
  file: string,
): Promise<MergedFile> {
  const tensors = mergeDomain(domain);
  const { classes } = domain;
  await writeFileAtomic(file, encodeMergedNetwork(tensors, await describeDomain(domain, details)));
  const scalars = [...tensors.values()].reduce((n, { data }) => n + data.length, 0);
  return { file, tensors: tensors.size, scalars, classes: classes.length };
}
