import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { imagesOf, smallGenerator } from '../__fixtures__/small-generator.js';
import { generatorHash } from '../files/generator-tensors.js';
import { decodeGeneratorDomain } from './domain-file.js';

const read = (name: string) => readFile(new URL(`./__fixtures__/version-1/${name}`, import.meta.url));

it('a generator’s adapter of version 1 loads and makes the same images as then', async () => {
  const generator = smallGenerator();
  // Weights made from nothing come out of an orthogonalisation, whose last digit is the processor's: the file was written on one,
  // and names the generator by the bits it had there.
  const written = (await read('adapter.json')).toString();
  const { sha256 } = (JSON.parse(written) as { generator: { sha256: string } }).generator;
  const { domain, manifest } = await decodeGeneratorDomain(
    {
      'adapter.json': written.replace(sha256, await generatorHash(generator)),
      'adapter.safetensors': new Uint8Array(await read('adapter.safetensors')),
    },
    generator,
  );
  expect(manifest).toMatchObject({
    version: 2,
    task: 'reconstruction',
    network: { kind: 'generator', name: 'biggan32-w4' },
    outputs: ['0', '1', '2'],
    linears: 'all',
    spectralNorm: 'after',
    input: {
      size: [32, 32],
      steps: [
        { kind: 'resize', size: 32 },
        { kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
      ],
    },
    metrics: { PSNR: 20.5 },
    library: { name: 'ftn', version: '0.1.0' },
  });
  expect(domain.latents).toEqual({
    mean: new Float32Array(12).fill(0.5),
    deviation: new Float32Array(12).fill(2),
  });
  // Every 1024th value of what the version that wrote it made.
  const expected = [
    -0.05572618, -0.6520645, -0.13915923, -0.40478203, -0.8635507, 0.19097182, -0.17334437, -0.75169396,
    -0.34275836,
  ];
  const images = imagesOf(domain);
  expected.forEach((value, i) => {
    expect(Math.abs(images[1024 * i + 5]! - value)).toBeLessThan(1e-4);
  });
  domain.dispose();
  generator.dispose();
});
