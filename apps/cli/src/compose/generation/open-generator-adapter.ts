import type { GeneratorManifest } from '@ftn/adapters';
import { readAdapterFolder } from '@ftn/adapters/node';
import type { Generator } from '@ftn/backbones';
import { type GeneratorDomain, generatorDomainOf } from '@ftn/generation';

/** A generator's domain from its folder, over the generator it was trained over; errors name the file that does not fit. */
export async function openGeneratorAdapter(
  folder: string,
  generator: Generator,
): Promise<{ domain: GeneratorDomain; manifest: GeneratorManifest }> {
  const adapter = await readAdapterFolder(folder);
  const domain = await generatorDomainOf(adapter, generator);
  return { domain, manifest: adapter.manifest as GeneratorManifest };
}
