import { FormatError, MismatchError, UsageError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rewritten } from '../__fixtures__/rewritten.js';
import { logitsOf, smallBackbone, systems, trainedDomain } from '../__fixtures__/trained-domain.js';
import {
  type AdapterFiles,
  type AdapterManifest,
  type Domain,
  decodeDomain,
  describeInput,
  encodeDomain,
  toFileTensors,
} from '../index.js';

const backbone = smallBackbone();
afterAll(() => backbone.dispose());

const details = {
  input: describeInput([{ kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }], 32),
  metrics: { accuracy: 81.25 },
  library: { name: 'birdwatch', version: '0.1.0' },
};

/** The bits of every tensor a domain stores; as text, since comparing a million numbers one by one takes seconds. */
const bits = (domain: Domain) =>
  new Map(
    [...toFileTensors(domain.stored())].map(([name, { shape, data }]) => [
      `${name} ${shape.join('×')}`,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
    ]),
  );

describe.each(systems)('the adapter file of %s %j', (method, options) => {
  it('restores the same domain bit for bit', async () => {
    const before = tf.memory().numTensors;
    const domain = trainedDomain(backbone, method, options);
    const files = await encodeDomain(domain, details);
    const { domain: restored, manifest } = await decodeDomain(files, backbone, 'runs/birds');
    expect(bits(restored)).toEqual(bits(domain));
    expect(logitsOf(restored)).toEqual(logitsOf(domain));
    expect(restored.counts()).toEqual(domain.counts());
    expect(manifest).toMatchObject({ method, name: 'birds', outputs: ['finch', 'owl', 'tern'], ...details });
    expect(manifest.options).toMatchObject(options);
    const again = await encodeDomain(restored, details);
    expect(Buffer.compare(again['adapter.safetensors'], files['adapter.safetensors'])).toBe(0);
    expect(again['adapter.json']).toBe(files['adapter.json']);
    domain.dispose();
    restored.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the layers in adapter.json', () => {
  const layers = async (method: string, options = {}) => {
    const domain = trainedDomain(backbone, method, options);
    const files = await encodeDomain(domain, details);
    domain.dispose();
    return (JSON.parse(files['adapter.json']) as AdapterManifest).layers;
  };

  it('list the rank of each low-rank layer, null for whole kernels, and nothing where none is adapted', async () => {
    const ranks = await layers('ftn', { rank: 2, layers: '^layer4\\.' });
    expect(ranks).toEqual({ 'layer4.0.conv1': 2, 'layer4.0.conv2': 2, 'layer4.0.downsample.0': 2 });
    expect((await layers('fine-tuning')).conv1).toBeNull();
    expect(await layers('fc-and-bn-only')).toEqual({});
  });

  it('list with TAPS the layers left open, whose residuals alone are stored', async () => {
    const domain = trainedDomain(backbone, 'taps');
    for (const { name, variable } of domain.parameters()) {
      if (name.endsWith('.score')) variable.assign(tf.scalar(/^layer4/.test(name) ? 0.3 : 0.02));
    }
    const files = await encodeDomain(domain, details);
    const { domain: again, manifest } = await decodeDomain(files, backbone);
    const open = ['layer4.0.conv1', 'layer4.0.conv2', 'layer4.0.downsample.0'];
    expect(manifest.layers).toEqual(Object.fromEntries(open.map((name) => [name, null])));
    const convolutions = [...again.stored().keys()].filter((name) => /conv|downsample\.0/.test(name));
    expect(convolutions).toEqual(open.map((name) => `${name}.residual`));
    expect(logitsOf(again)).toEqual(logitsOf(domain));
    expect(bits(again)).toEqual(bits(domain));
    domain.dispose();
    again.dispose();
  });
});

describe('decoding an adapter that does not fit', () => {
  let files: AdapterFiles;
  beforeAll(async () => {
    const domain = trainedDomain(backbone, 'ftn', { rank: 2 });
    files = await encodeDomain(domain, details);
    domain.dispose();
  });

  /** The error of reading files that say something else and vouch for it; nothing may stay allocated. */
  async function refusal(
    change: (manifest: Record<string, unknown>) => void,
    other = backbone,
  ): Promise<Error> {
    const changed = await rewritten(files, change);
    const before = tf.memory().numTensors;
    const error = await decodeDomain(changed, other, 'runs/birds').then(
      () => new Error('the file was accepted'),
      (reason: Error) => reason,
    );
    expect(tf.memory().numTensors).toBe(before);
    return error;
  }

  it('refuses another backbone: another name, or the same name with other weights', async () => {
    const renamed = await refusal((manifest) => {
      manifest.network = { ...(manifest.network as object), name: 'resnet18' };
    });
    expect(renamed).toBeInstanceOf(MismatchError);
    expect(renamed.message).toMatch(
      /^runs\/birds\/adapter\.json: the adapter was trained over another backbone: expected resnet18 with weights/,
    );
    const retrained = smallBackbone(2);
    const other = await refusal(() => {}, retrained);
    expect(other).toBeInstanceOf(MismatchError);
    expect(other.message).toMatch(
      /expected resnet10-small with weights \w{12}, got resnet10-small with weights \w{12}/,
    );
    retrained.dispose();
  });

  it('refuses tensors that changed after they were written, for each single byte', async () => {
    const header = 8 + Number(new DataView(files['adapter.safetensors'].buffer).getBigUint64(0, true));
    const size = files['adapter.safetensors'].length;
    for (const at of [header, header + 4001, size - 1]) {
      const bytes = files['adapter.safetensors'].slice();
      bytes[at]! ^= 1;
      const reading = decodeDomain({ ...files, 'adapter.safetensors': bytes }, backbone, 'runs/birds');
      await expect(reading).rejects.toThrow(FormatError);
      await expect(reading).rejects.toThrow(
        /^runs\/birds\/adapter\.safetensors: the tensors do not match adapter\.json/,
      );
    }
  });

  it('refuses a truncated file', async () => {
    const cut = { ...files, 'adapter.safetensors': files['adapter.safetensors'].slice(0, -8) };
    await expect(decodeDomain(cut, backbone)).rejects.toThrow(FormatError);
  });

  it.each([
    [
      'fc-and-bn-only',
      {},
      /layer 'conv1' holds tensors, but 'fc-and-bn-only' does not adapt it: got a, b, s/,
    ],
    ['ftn', { rank: 2, modes: 'separable' }, /layer 'conv1' .*: expected a, b, h, v, got a, b, s/],
    ['fine-tuning', {}, /layer 'conv1' .*: expected weight, got a, b, s/],
  ])('refuses tensors of another method: %s %j', async (method, options, message) => {
    const error = await refusal((manifest) => Object.assign(manifest, { method, options }));
    expect(error).toBeInstanceOf(MismatchError);
    expect(error.message).toMatch(/^runs\/birds\/adapter\.safetensors: /);
    expect(error.message).toMatch(message);
  });

  it('blames the file for an unknown method and for options the method does not take', async () => {
    const unknown = await refusal((manifest) => Object.assign(manifest, { method: 'ftm' }));
    expect(unknown).toBeInstanceOf(FormatError);
    expect(unknown.message).toContain("runs/birds/adapter.json: unknown method 'ftm'. Did you mean 'ftn'?");
    const options = await refusal((manifest) => Object.assign(manifest, { options: { rank: 0 } }));
    expect(options).toBeInstanceOf(FormatError);
    expect(options.message).toMatch(/^runs\/birds\/adapter\.json: invalid option 'rank' of FTN/);
  });

  it('refuses another number of classes', async () => {
    const error = await refusal((manifest) => Object.assign(manifest, { outputs: ['finch', 'owl'] }));
    expect(error).toBeInstanceOf(MismatchError);
    expect(error.message).toMatch(/'fc\.weight' has shape \[3, 128\], not \[2, 128\]/);
  });

  it('refuses layers or ranks other than those in the tensors', async () => {
    const layers = (change: Record<string, unknown>) =>
      refusal((manifest) => {
        manifest.layers = { ...(manifest.layers as object), ...change };
      });
    expect((await layers({ conv1: 3 })).message).toMatch(
      /layer 'conv1' does not match adapter\.json: expected rank 3, got rank 2/,
    );
    expect((await layers({ 'layer9.conv': 1 })).message).toMatch(/expected rank 1, got no tensors/);
  });

  it('refuses counts other than those of the tensors', async () => {
    const error = await refusal((manifest) => {
      manifest.counts = { ...(manifest.counts as object), head: 1 };
    });
    expect(error).toBeInstanceOf(MismatchError);
    expect(error.message).toMatch(
      /the number of scalars of 'head' does not match adapter\.json: expected 1, got/,
    );
  });

  it('refuses the adapter of a generator', async () => {
    const error = await refusal((manifest) => {
      const { name, sha256 } = manifest.network as { name: string; sha256: string };
      delete manifest.head;
      Object.assign(manifest, { linears: 'none', spectralNorm: 'after' });
      manifest.network = { kind: 'generator', name, sha256 };
    });
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toMatch(
      /^runs\/birds\/adapter\.json: this is the adapter of a generator of images/,
    );
  });

  it('refuses to write what it could not read back', async () => {
    const domain = trainedDomain(backbone, 'feature-extractor');
    const writing = encodeDomain(domain, { ...details, metrics: { accuracy: Number.NaN } });
    await expect(writing).rejects.toThrow(UsageError);
    await expect(writing).rejects.toThrow(
      /the adapter 'birds' cannot be written: its 'metrics\.accuracy' is not valid/,
    );
    domain.dispose();
  });
});
