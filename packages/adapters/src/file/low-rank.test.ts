import { FormatError, MismatchError, UsageError } from '@ftn/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { smallBackbone, systems, trainedDomain } from '../__fixtures__/trained-domain.js';
import {
  type Adapter,
  decodeAdapter,
  describeInput,
  encodeDomain,
  lowRankAdapter,
  networkMetadata,
  readNetworkMetadata,
} from '../index.js';

const backbone = smallBackbone();
afterAll(() => backbone.dispose());

const normalize = { kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };

async function adapterOf(method: string, options = {}): Promise<Adapter> {
  using domain = trainedDomain(backbone, method, options);
  return decodeAdapter(await encodeDomain(domain, { input: describeInput([normalize], 32) }), 'runs/birds');
}

describe('lowRankAdapter', () => {
  it.each(systems)(
    'takes an adapter apart, or names the layer that has more than factors: %s %j',
    async (...of) => {
      const adapter = await adapterOf(...of);
      const { layers } = adapter.manifest;
      if (
        Object.values(layers).includes(null) ||
        [...adapter.tensors.keys()].some((name) => /logits/.test(name))
      ) {
        expect(() => lowRankAdapter(adapter)).toThrow(UsageError);
        expect(() => lowRankAdapter(adapter)).toThrow(/'[\w.]+' is adapted by more than factors/);
        return;
      }
      const { convolutions, modules } = lowRankAdapter(adapter);
      expect(Object.fromEntries([...convolutions].map(([name, { rank }]) => [name, rank]))).toEqual(layers);
      for (const { layer, rank, factors } of convolutions.values()) {
        const { a, b, s } = factors;
        const [height, width] = layer.kernel;
        const rows = [a, b, s].map(({ length }) => length / rank);
        expect(rows).toEqual([layer.inChannels, layer.outChannels, height * width]);
      }
      expect(modules.has('fc.bias')).toBe(true);
    },
  );

  it('gives the spatial factor of four modes as the product of both', async () => {
    const adapter = await adapterOf('ftn', { rank: 2, modes: 'separable' });
    const { s } = lowRankAdapter(adapter).convolutions.get('conv1')!.factors;
    const [h, v] = ['h', 'v'].map((part) => adapter.tensors.get(`conv1.${part}`)!.data as Float32Array);
    // Row 1, column 2 of the second rank.
    expect(s[(1 * 3 + 2) * 2 + 1]).toBeCloseTo(h![1 * 2 + 1]! * v![2 * 2 + 1]!, 6);
  });

  it('refuses tensors that are missing or of another shape, by name', async () => {
    const adapter = await adapterOf('ftn', { rank: 2 });
    const without = (name: string) => new Map([...adapter.tensors].filter(([key]) => key !== name));
    const attempt = (name: string) => () => lowRankAdapter({ ...adapter, tensors: without(name) });
    expect(attempt('conv1.b')).toThrow(MismatchError);
    expect(attempt('conv1.b')).toThrow(/'conv1\.b' has the wrong shape: expected \[16, R\], got nothing/);
    expect(attempt('fc.bias')).toThrow(/'fc\.bias' is missing: expected \[3\]/);
    expect(attempt('bn1.running_var')).toThrow(/'bn1\.running_var' is missing: expected \[16\]/);
  });
});

describe('readNetworkMetadata', () => {
  it('gives back what lasts of adapter.json', async () => {
    const { manifest } = await adapterOf('ftn', { rank: 2 });
    const { name, task, outputs, input, metrics } = manifest;
    const read = readNetworkMetadata(new Map(Object.entries(networkMetadata(manifest))), 'x.safetensors');
    expect(read).toEqual({ name, task, outputs, input, metrics, head: { kind: 'linear', options: {} } });
  });

  it('is nothing for a file of others, and an error for one that is not valid', async () => {
    expect(readNetworkMetadata(new Map([['format', 'pt']]), 'x')).toEqual({});
    const broken = new Map([
      ['network', '{}'],
      ['outputs', '["a","a"]'],
    ]);
    expect(() => readNetworkMetadata(broken, 'x.safetensors')).toThrow(FormatError);
    expect(() => readNetworkMetadata(broken, 'x.safetensors')).toThrow(
      /'outputs' is not valid: expected distinct/,
    );
    const noJson = new Map([...broken, ['outputs', '[']]);
    expect(() => readNetworkMetadata(noJson, 'x')).toThrow(/the metadata 'outputs'/);
  });
});
