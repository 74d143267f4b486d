import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { logitsOf, smallBackbone } from './__fixtures__/trained-domain.js';
import { decodeDomain } from './index.js';

const read = (name: string) => readFile(new URL(`./__fixtures__/version-1/${name}`, import.meta.url));

it('a file from before heads and output strides were written down loads as a linear classifier', async () => {
  const backbone = smallBackbone();
  const files = {
    'adapter.json': (await read('adapter.json')).toString(),
    'adapter.safetensors': new Uint8Array(await read('adapter.safetensors')),
  };
  const { domain, manifest } = await decodeDomain(files, backbone);
  expect([manifest.head, manifest.backbone.outputStride]).toEqual([undefined, undefined]);
  expect(domain.parts.head.architecture).toMatchObject({ kind: 'linear', outputs: 3 });
  // What the version that wrote it answered.
  const expected = [0.10353096, 0.77074265, 0.01998458, -0.05615206, 0.86578119, 0.33006921];
  logitsOf(domain).forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4);
  });
  domain.dispose();
  backbone.dispose();
});
