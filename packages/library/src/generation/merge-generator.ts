import { encodeMergedNetwork } from '@ftn/adapters';
import type { AdapterFolder } from '@ftn/adapters/node';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { mergeGeneratorDomain } from '@ftn/generation';
import type { MergedFile } from '../merge/write-merged.js';
import { openGeneratorAdapters, requireGenerator } from './open-generator-adapter.js';

/**
 * Writes a generator with a domain's ΔW merged into its kernels, in the authors' names.
 *
 * @param generator what the adapter was trained over: a name, a file or a folder; default the one that ships
 */
export async function mergeGenerator(
  read: AdapterFolder,
  { generator, out }: { readonly generator?: string | undefined; readonly out: string },
): Promise<MergedFile> {
  const manifest = requireGenerator(read);
  using opened = await openGeneratorAdapters([read], generator);
  const tensors = mergeGeneratorDomain(opened.domains[0]!);
  await writeFileAtomic(out, encodeMergedNetwork(tensors, manifest));
  const scalars = [...tensors.values()].reduce((n, { data }) => n + data.length, 0);
  return { file: out, tensors: tensors.size, scalars, classes: manifest.outputs.length };
}
