import { FormatError, MismatchError } from '@ftn/errors';
import { afterAll, expect, it } from 'vitest';
import { disturb, freshDomain, imagesOf, smallGenerator, systems } from '../__fixtures__/small-generator.js';
import { decodeGeneratorDomain, encodeGeneratorDomain } from './domain-file.js';

const generator = smallGenerator();
afterAll(() => generator.dispose());

it('the adapter file of a generator’s domain keeps latents, options and metrics', async () => {
  using domain = freshDomain(generator, systems[1]!);
  disturb(domain);
  domain.latents = { mean: new Float32Array(12).fill(0.5), deviation: new Float32Array(12).fill(2) };
  const files = await encodeGeneratorDomain(domain, { metrics: { psnr: 20.5 } });
  const { domain: again, manifest } = await decodeGeneratorDomain(files, generator);
  expect(again.latents).toEqual(domain.latents);
  expect(again.identity.options).toEqual(domain.identity.options);
  expect(imagesOf(again)).toEqual(imagesOf(domain));
  expect(manifest).toMatchObject({ task: 'reconstruction', metrics: { psnr: 20.5 }, linears: 'norms' });
  expect(manifest.input.steps[0]).toEqual({ kind: 'resize', size: 32 });
  expect(manifest.counts).toEqual({ ...domain.counts() });
  again.dispose();
});

it('the adapter file of a generator’s domain is refused over another generator, and with a flipped bit', async () => {
  using domain = freshDomain(generator, systems[1]!);
  const files = await encodeGeneratorDomain(domain);
  using other = smallGenerator(2);
  const reading = decodeGeneratorDomain(files, other, 'runs/winter');
  await expect(reading).rejects.toThrow(MismatchError);
  await expect(reading).rejects.toThrow(
    /^runs\/winter\/adapter\.json: the adapter was trained over another gen/,
  );
  const bytes = files['adapter.safetensors'].slice();
  bytes[bytes.length - 1]! ^= 1;
  const damaged = decodeGeneratorDomain({ ...files, 'adapter.safetensors': bytes }, generator);
  await expect(damaged).rejects.toThrow(FormatError);
});
