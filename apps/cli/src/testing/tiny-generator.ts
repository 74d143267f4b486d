import { writeFile } from 'node:fs/promises';
import { bigGanConfig, bigGanDiscriminator, bigGanGenerator, initialBigGanWeights } from '@ftn/backbones';
import { encodeSafetensors } from '@ftn/checkpoints';
import { startEngine } from '@ftn/engine';
import { generatorToTensors } from '@ftn/generation';
import { RandomStream } from '@ftn/random';

const config = bigGanConfig({ resolution: 32, width: 4, classes: 5, latentSize: 12, sharedSize: 6 });

/** Writes a generator of 32 pixels and five classes with weights by formula. */
export async function writeTinyGenerator(file: string): Promise<void> {
  await startEngine();
  const weights = initialBigGanWeights(bigGanGenerator('tiny', config), new RandomStream('tiny generator'));
  await writeFile(file, encodeSafetensors(generatorToTensors(weights)));
}

/** Writes its discriminator. */
export async function writeTinyDiscriminator(file: string): Promise<void> {
  await startEngine();
  const weights = initialBigGanWeights(bigGanDiscriminator(config), new RandomStream('tiny discriminator'));
  await writeFile(file, encodeSafetensors(generatorToTensors(weights)));
}
