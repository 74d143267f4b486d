import { bigGanConfig, bigGanGenerator, Generator, initialBigGanWeights } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { GeneratorDomain, generate, mixDomains } from '@ftn/generation';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';

await startEngine();
const config = bigGanConfig({ resolution: 32, width: 4, classes: 3, latentSize: 12 });
const architecture = bigGanGenerator('small', config);
const generator = Generator.from(architecture, initialBigGanWeights(architecture, new RandomStream(1)));
const method = createMethod('ftn', { rank: 2 });
const season = (name: string) => GeneratorDomain.create({ name, generator, method, seed: 0 });
const [winter, autumn] = [season('winter'), season('autumn')];
const late = mixDomains('late autumn', [
  [winter, 0.3],
  [autumn, 0.7],
]); // ΔW = Σ share·ΔW, exactly
const { pixels, size } = generate(late, { labels: [0, 1, 2], seed: 7 }); // bytes, RGB
console.log(size, pixels.length);
for (const held of [late, winter, autumn, generator]) held.dispose();
