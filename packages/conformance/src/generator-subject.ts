import { bigGanConfig, bigGanGenerator, Generator, initialBigGanWeights } from '@ftn/backbones';
import {
  decodeGeneratorDomain,
  encodeGeneratorDomain,
  GeneratorDomain,
  generatorFromTensors,
  mergeGeneratorDomain,
} from '@ftn/generation';
import { valueAndGradients } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import { type OptimizerConfigs, OptimizerSet } from '@ftn/training';
import {
  dispose,
  mean,
  type Scalar,
  square,
  sub,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { LawSubject, Which } from './law-subject.js';
import { sum, take } from './measure.js';

/** A BigGAN of the suite; small, since the laws do not depend on the size. */
export interface GeneratorRow {
  readonly generator: string;
  readonly resolution: 32 | 64 | 128;
  readonly width: number;
}

const rates: OptimizerConfigs = {
  factors: { kind: 'adam', rate: 0.02, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  default: { kind: 'adam', rate: 0.01, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};

/** Domains over a generator; they learn to make brighter images. */
export function generatorSubject({
  generator: name,
  resolution,
  width,
}: GeneratorRow): LawSubject<GeneratorDomain> {
  const config = bigGanConfig({ resolution, width, classes: 3, latentSize: 12, sharedSize: 6 });
  const architecture = bigGanGenerator(name, config);
  let generator: Generator;

  const imagesOf = (network: Generator | GeneratorDomain, which: Which): Tensor4D => {
    const latents = new RandomStream('latents', which).normals(3 * config.latentSize);
    return network.forward(tensor2d(latents, [3, config.latentSize]), tensor1d([0, 1, 2], 'int32'));
  };
  const output = (network: Generator | GeneratorDomain, which: Which) =>
    take(tidy(() => imagesOf(network, which)));
  const loss = (domain: GeneratorDomain, which: Which): Scalar =>
    mean(square(sub(imagesOf(domain, which), 0.5)));

  return {
    title: name,
    open() {
      const raw = new Map(initialBigGanWeights(architecture, new RandomStream('conformance', name)));
      generator = Generator.from(architecture, raw);
      dispose([...raw.values()]);
    },
    close: () => generator.dispose(),
    weights: () => generator.weights,
    fresh: ({ method, options, generator: choices = {} }, seed = 1) =>
      GeneratorDomain.create({
        name: `domain ${seed}`,
        generator,
        method: createMethod(method, options),
        options: choices,
        seed,
      }),
    output,
    outputOfShared: (_domain, which) => output(generator, which),
    // Within the norm, W is recovered from W/σ: rounding is all that differs.
    startsWithin: ({ generator: choices }) => (choices?.spectralNorm === 'inside' ? 1e-5 : 0),
    outputOfMerged(domain, which) {
      using merged = generatorFromTensors(mergeGeneratorDomain(domain));
      return output(merged, which);
    },
    merge(domain) {
      mergeGeneratorDomain(domain);
    },
    train(domain, which, steps) {
      const parameters = domain.parameters();
      using optimizers = new OptimizerSet(parameters, rates);
      return Array.from({ length: steps }, () => {
        const variables = parameters.map(({ variable }) => variable);
        const result = valueAndGradients(() => ({ loss: loss(domain, which) }), variables);
        expect(optimizers.apply(result.gradients, 1)).toEqual([]);
        const value = result.loss.dataSync<'float32'>()[0]!;
        dispose([result.loss, ...result.gradients.values()]);
        return value;
      });
    },
    loss,
    async reread(domain) {
      return (await decodeGeneratorDomain(await encodeGeneratorDomain(domain), generator)).domain;
    },
    expectExactCounts(domain) {
      const { method, options } = domain.identity;
      const { convolutions, linears } = domain.counts();
      const plans = architecture.convolutions.map((layer) => method.convolution(layer)?.count ?? 0);
      expect(convolutions).toBe(sum(plans));
      expect(linears).toBe(linearScalars(options.linears));
      expect(convolutions + linears).toBe(sum([...domain.stored().values()].map(({ size }) => size)));
      expect(convolutions + linears).toBe(sum(domain.parameters().map(({ variable }) => variable.size)));
    },
  };

  /** Scalars of the linear layers a choice gives to a domain: of the norms, the first layer, the class vectors. */
  function linearScalars(linears: string): number {
    const size = (pattern: RegExp) =>
      sum([...generator.weights].filter(([tensor]) => pattern.test(tensor)).map(([, { size }]) => size));
    const norms = size(/\.bn\d\.(gain|bias)\./);
    const first = size(/^linear\./);
    if (linears === 'none') return 0;
    if (linears === 'norms') return norms;
    return linears === 'all' ? norms + first + size(/^shared\./) : norms + first;
  }
}
