import { FormatError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallBackbone, trainedDomain } from '../__fixtures__/trained-domain.js';
import {
  type AdapterFiles,
  type AdapterManifest,
  decodeAdapter,
  describeInput,
  encodeDomain,
  parseManifest,
} from '../index.js';

const backbone = smallBackbone();
afterAll(() => backbone.dispose());

let files: AdapterFiles;
let manifest: AdapterManifest;
beforeAll(async () => {
  const domain = trainedDomain(backbone, 'ftn', { rank: 1, layers: '^conv1$' });
  const input = describeInput([{ kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }], 32);
  files = await encodeDomain(domain, { input, metrics: { accuracy: 81.25 } });
  manifest = await parseManifest(files['adapter.json']);
  domain.dispose();
});

const flipped = (bytes: Uint8Array, bit: number) => {
  const copy = bytes.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};

describe('an adapter with one flipped bit', () => {
  it('is refused by file name or means the same, for every bit of adapter.json', async () => {
    const bytes = new TextEncoder().encode(files['adapter.json']);
    const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
    const accepted: number[] = [];
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const text = utf8.decode(flipped(bytes, bit));
      try {
        // White space alone can differ.
        expect(await parseManifest(text, 'adapter.json'), `bit ${bit}`).toEqual(manifest);
        accepted.push(bit);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        expect((error as Error).message, `bit ${bit}`).toMatch(/^adapter\.json(, byte \d+)?: /);
      }
    }
    const spaces = bytes.filter((byte) => byte === 0x20 || byte === 0x0a).length;
    expect(accepted.length).toBeLessThan(2 * spaces);
  });

  it('is refused by file name, for 300 bits of adapter.safetensors and those of its header', async () => {
    const bytes = files['adapter.safetensors'];
    const random = new RandomStream('flips');
    const bits = Array.from({ length: 300 }, () => random.integer(8 * bytes.length));
    for (const bit of [...bits, ...Array.from({ length: 200 }, (_, i) => i)]) {
      const reading = decodeAdapter({ ...files, 'adapter.safetensors': flipped(bytes, bit) }, 'birds');
      await expect(reading, `bit ${bit}`).rejects.toThrow(FormatError);
      await expect(reading).rejects.toThrow(
        /^birds\/adapter\.safetensors: the tensors do not match adapter\.json/,
      );
    }
  });
});

it('decodeDomain refuses the files of two different adapters', async () => {
  const domain = trainedDomain(backbone, 'ftn', { rank: 1, layers: '^conv1$' });
  const input = describeInput([{ kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] }], 32);
  const other = await encodeDomain(domain, { input });
  domain.dispose();
  // The same tensors, prepared for otherwise: adapter.safetensors names the identity it was written with.
  const mixed = { ...files, 'adapter.json': other['adapter.json'] };
  await expect(decodeAdapter(mixed)).rejects.toThrow(
    /adapter\.safetensors: the tensors do not match adapter\.json/,
  );
});
