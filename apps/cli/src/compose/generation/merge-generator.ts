import { encodeMergedNetwork } from '@ftn/adapters';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { mergeGeneratorDomain } from '@ftn/generation';
import { openGenerator } from './open-generator.js';
import { openGeneratorAdapter } from './open-generator-adapter.js';

/** What a merged network's file holds. */
export interface MergedFile {
  readonly tensors: number;
  readonly scalars: number;
  readonly classes: number;
}

/** Writes a generator with a domain's ΔW merged into its kernels, in the authors' names, and says what it is. */
export async function mergeGenerator(options: {
  readonly folder: string;
  /** A generator's name, or its file. */
  readonly generator: string;
  readonly out: string;
}): Promise<MergedFile & { what: string }> {
  const generator = await openGenerator(options.generator);
  try {
    const { domain, manifest } = await openGeneratorAdapter(options.folder, generator);
    try {
      const tensors = mergeGeneratorDomain(domain);
      const { outputs: classes } = manifest;
      await writeFileAtomic(options.out, encodeMergedNetwork(tensors, manifest));
      const scalars = [...tensors.values()].reduce((n, { data }) => n + data.length, 0);
      const what = `a ${manifest.network.name} of ${classes.length} classes`;
      return { tensors: tensors.size, scalars, classes: classes.length, what };
    } finally {
      domain.dispose();
    }
  } finally {
    generator.dispose();
  }
}
