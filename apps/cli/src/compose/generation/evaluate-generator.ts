import { dirname, join } from 'node:path';
import { adapterFolder } from '@ftn/adapters/node';
import { toFloat32 } from '@ftn/checkpoints';
import { readTensorFile } from '@ftn/checkpoints/node';
import { UsageError } from '@ftn/errors';
import { evaluateReconstruction, type ReconstructionQuality } from '@ftn/generation';
import type { Terminal } from '../../terminal/terminal.js';
import { loadGeneratorRecipe } from './generator-recipes.js';
import { openImageDomains } from './image-domains.js';
import { openGenerator } from './open-generator.js';
import { openGeneratorAdapter } from './open-generator-adapter.js';

/**
 * How well a run's domain gives back the images it was adapted to, from the latents and the recipe its folder keeps.
 *
 * @throws UsageError where the data has no such domain, or another number of images
 */
export async function evaluateGenerator(
  options: {
    readonly folder: string;
    readonly generator: string;
    readonly data: string;
    readonly limit?: number | undefined;
    readonly workers?: number | undefined;
  },
  terminal: Terminal,
): Promise<{ name: string; method: string; quality: ReconstructionQuality }> {
  const run = dirname(adapterFolder(options.folder));
  const recipe = loadGeneratorRecipe(join(run, 'config.yaml'));
  const latents = join(run, 'latents.safetensors');
  const { tensors } = await readTensorFile(latents);
  const generator = await openGenerator(options.generator, recipe.generator);
  try {
    const { domain, manifest } = await openGeneratorAdapter(options.folder, generator);
    try {
      const { limit, workers } = options;
      const reading = {
        size: manifest.input.size[0],
        recipe,
        seed: recipe.training.seed,
        limit,
        workers,
        terminal,
      };
      const found = await openImageDomains(options.data, reading);
      const data = found.find(({ name }) => name === manifest.name);
      if (!data) {
        throw new UsageError(`the data has no domain '${manifest.name}'`, {
          expected: `the images '${manifest.name}' was adapted to`,
          got: found.map(({ name }) => name).join(', '),
          hint: 'Latents are learned for those images alone; give the --data of the run.',
        });
      }
      const learned = tensors.get('latents');
      const count = learned?.shape[0];
      if (!learned || count !== data.images.labels.length) {
        throw new UsageError(`these are not the images '${manifest.name}' was adapted to`, {
          file: latents,
          expected: `${count ?? 'no'} images, one for each latent`,
          got: String(data.images.labels.length),
          hint: 'Give the --data (and the --limit) of the run.',
        });
      }
      const quality = evaluateReconstruction(domain, data.images, toFloat32(learned));
      return { name: manifest.name, method: manifest.method, quality };
    } finally {
      domain.dispose();
    }
  } finally {
    generator.dispose();
  }
}
