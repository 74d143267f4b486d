import { createArchitecture } from '@ftn/backbones';
import { encodeSafetensors, type TensorData } from '@ftn/checkpoints';
import { FormatError, FtnError, MismatchError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { decodeLycoris, decodePeft } from './index.js';
import { fixtureBytes } from './testing/small-network.js';

const architecture = createArchitecture('resnet10-small');
const written = new TextDecoder().decode(fixtureBytes('peft-adapter_config.json'));
const tensors = fixtureBytes('peft-adapter_model.safetensors');

const filled = (value: number, ...shape: number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((n, length) => n * length, 1)).fill(value),
});

/** PEFT's files with another configuration, or with other tensors. */
const peft = (config: string | object, bytes: Uint8Array = tensors) => {
  const text = typeof config === 'string' ? config : JSON.stringify({ ...JSON.parse(written), ...config });
  return decodePeft(
    { 'adapter_config.json': text, 'adapter_model.safetensors': bytes },
    architecture,
    'birds',
  );
};
const model = (entries: Record<string, TensorData>) =>
  peft({}, encodeSafetensors(new Map(Object.entries(entries)), {}));
const lycoris = (entries: Record<string, TensorData>) =>
  decodeLycoris(encodeSafetensors(new Map(Object.entries(entries)), {}), architecture, 'birds.safetensors');

const at = 'base_model.model.layer1.0.conv1';
const pair = (rank: number, up = 1) => ({
  [`${at}.lora_A.weight`]: filled(1, rank, 16, 3, 3),
  [`${at}.lora_B.weight`]: filled(up, 16, rank, 1, 1),
});
const locon = {
  'lycoris_conv1.lora_down.weight': filled(1, 1, 3, 3, 3),
  'lycoris_conv1.lora_up.weight': filled(1, 16, 1, 1, 1),
};

describe('adapter_config.json', () => {
  it.each([
    ['{', FormatError, /birds\/adapter_config\.json/],
    ['[]', FormatError, /this is no configuration of PEFT/],
    ['{"peft_type": "LORA", "peft_type": "IA3", "lora_alpha": 1}', FormatError, /twice|peft_type/],
    [{ lora_alpha: 'much' }, FormatError, /lora_alpha: number/],
    [{ peft_type: 'VERA' }, UsageError, /this adapter of PEFT is not LoRA: expected LORA, got VERA/],
    [{ use_dora: true }, UsageError, /'use_dora' changes what LoRA computes/],
    [{ lora_bias: true }, UsageError, /'lora_bias' changes/],
    [
      { tomorrow: { scale: 2 } },
      UsageError,
      /'tomorrow' changes what LoRA computes, and is not read.*"scale":2/,
    ],
    [
      { init_lora_weights: 'pissa_niter_4' },
      UsageError,
      /changes the weights of the network itself.*got pissa_niter_4/,
    ],
    [{ alpha_pattern: { '(.*)*conv1': 3 } }, UsageError, /'alpha_pattern' is a regular expression/],
    [{ lora_alpha: 1e300 }, FormatError, /leaves the numbers of float32/],
  ] as [string | object, typeof FormatError, RegExp][])(
    '%j is refused by its field',
    (config, kind, message) => {
      expect(() => peft(config)).toThrow(kind);
      expect(() => peft(config)).toThrow(message);
    },
  );
});

describe('adapter_model.safetensors', () => {
  it.each([
    [{ 'layer1.0.conv1.lora_A.weight': filled(1, 1) }, MismatchError, /is no name of PEFT/],
    [
      { ...pair(1), [`${at}.lora_magnitude_vector`]: filled(1, 16) },
      UsageError,
      /is no tensor of plain LoRA/,
    ],
    [{ [`${at}.lora_A.weight`]: filled(1, 1, 16, 3, 3) }, MismatchError, /lora_B\.weight' is missing/],
    [
      { ...pair(2), [`${at}.lora_A.weight`]: filled(1, 2, 8, 3, 3) },
      MismatchError,
      /expected \[R, 16, 3, 3\], got \[2, 8, 3, 3\]/,
    ],
    [
      { ...pair(2), [`${at}.lora_B.weight`]: filled(1, 16, 3, 1, 1) },
      MismatchError,
      /expected \[16, 2, 1, 1\]/,
    ],
    [{ ...pair(2), [`${at}.lora_A.weight`]: filled(1, 0, 16, 3, 3) }, MismatchError, /got \[0, 16, 3, 3\]/],
    [pair(5000), FormatError, /too many ranks: expected at most 4096, got 5000/],
    [
      {
        'base_model.model.fc.lora_A.weight': filled(1, 1, 128),
        'base_model.model.fc.lora_B.weight': filled(1, 3, 1),
      },
      UsageError,
      /'fc' is no convolution of resnet10-small/,
    ],
  ] as [Record<string, TensorData>, typeof FormatError, RegExp][])(
    'case %# is refused by its tensor',
    (entries, kind, message) => {
      expect(() => model(entries)).toThrow(kind);
      expect(() => model(entries)).toThrow(message);
    },
  );

  it('is read where the network was wrapped in another module', () => {
    const wrapped = Object.entries(pair(1)).map(([name, data]) => [
      name.replace('model.layer1', 'model.body.layer1'),
      data,
    ]);
    const { layers } = model(Object.fromEntries(wrapped) as Record<string, TensorData>);
    expect(layers.map(({ layer }) => layer.name)).toEqual(['layer1.0.conv1']);
  });
});

describe('a file of LyCORIS', () => {
  it.each([
    [{ 'fc.weight': filled(1, 3, 128) }, FormatError, /this is no adapter of LyCORIS.*got fc\.weight/],
    [
      { ...locon, 'lycoris_conv1.dora_scale': filled(1, 16, 1, 1, 1) },
      UsageError,
      /'lycoris_conv1' is of another algorithm than LoCon.*'dora_scale'/,
    ],
    [{ 'lycoris_conv1.hada_w1_a': filled(1, 1) }, UsageError, /another algorithm than LoCon/],
    [
      { 'lycoris_conv9.lora_up.weight': filled(1, 1) },
      UsageError,
      /'lycoris_conv9' is no convolution of resnet10-small/,
    ],
    [
      { ...locon, 'lycoris_conv1.alpha': filled(1, 2) },
      FormatError,
      /'lycoris_conv1\.alpha' is not one number/,
    ],
    [
      { ...locon, 'lycoris_conv1.lora_mid.weight': filled(1, 1, 1, 3, 3) },
      MismatchError,
      /expected \[R, 3, 1, 1\], got \[1, 3, 3, 3\]/,
    ],
    [
      { 'lycoris_conv1.lora_up.weight': filled(1, 16, 1, 1, 1) },
      MismatchError,
      /lora_down\.weight' is missing/,
    ],
  ] as [Record<string, TensorData>, typeof FormatError, RegExp][])(
    'case %# is refused by its module',
    (entries, kind, message) => {
      expect(() => lycoris(entries)).toThrow(kind);
      expect(() => lycoris(entries)).toThrow(message);
    },
  );

  it('may have another prefix, that of all its modules', () => {
    const other = Object.entries(locon).map(([name, data]) => [name.replace('lycoris_', 'lora_unet_'), data]);
    const { layers } = lycoris(Object.fromEntries(other) as Record<string, TensorData>);
    expect(layers.map(({ layer, rank }) => [layer.name, rank])).toEqual([['conv1', 1]]);
  });
});

describe('a damaged file', () => {
  const files: [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
    ['PEFT', tensors, (bytes) => peft({}, bytes)],
    [
      'LyCORIS',
      fixtureBytes('lycoris-tucker.safetensors'),
      (bytes) => decodeLycoris(bytes, architecture, 'x'),
    ],
  ];
  it.each(files)('of %s is refused by an error of ours, or read; never another', (_, whole, read) => {
    let refused = 0;
    for (let n = 0; n < 300; n++) {
      const bytes = n % 3 === 0 ? whole.slice(0, (whole.length * n) / 300) : whole.slice();
      // Most of what decides stands in the first bytes: the header.
      if (n % 3 !== 0) bytes[(n * 7919) % Math.min(bytes.length, 4000)]! ^= 1 << (n % 8);
      try {
        read(bytes);
      } catch (error) {
        expect(FtnError.isInstance(error), String(error)).toBe(true);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
  });
});
