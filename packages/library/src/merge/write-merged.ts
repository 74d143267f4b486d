import { type Domain, mergeDomain } from '@ftn/adapters';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';

/** What a merged network's file holds. */
export interface MergedFile {
  readonly file: string;
  readonly tensors: number;
  readonly scalars: number;
  readonly classes: number;
}

/** Writes a domain's whole network, backbone and adapter in one, in torchvision's names. */
export async function writeMerged(domain: Domain, file: string): Promise<MergedFile> {
  const tensors = mergeDomain(domain);
  const { classes } = domain;
  const backbone = domain.backbone.architecture.name;
  const metadata = { format: 'pt', backbone, classes: JSON.stringify(classes) };
  await writeFileAtomic(file, encodeSafetensors(tensors, metadata));
  const scalars = [...tensors.values()].reduce((n, { data }) => n + data.length, 0);
  return { file, tensors: tensors.size, scalars, classes: classes.length };
}
