import { describe, expect, it } from 'vitest';
import { decodeSafetensors } from '../safetensors/decode-safetensors.js';
import { encodeSafetensors } from '../safetensors/encode-safetensors.js';
import { describeTensors, expected, fixture } from '../testing/fixtures.js';
import { code, dict, legacyFile, pickle, storage, tensor } from '../testing/pickle-assembler.js';
import { decodePth } from './decode-pth.js';

const files = [
  'types.pth',
  'types-legacy.pth',
  'views.pth',
  'views-legacy.pth',
  'packed.pth',
  'checkpoint.pth',
  'checkpoint-legacy.pth',
  'protocol-3.pth',
  'protocol-4.pth',
  'protocol-5.pth',
  'names.pth',
];

describe('decodePth', () => {
  it.each(files)('reads %s as PyTorch does, and keeps it through safetensors', (name) => {
    const { tensors, format } = decodePth(fixture(name), { file: name });
    expect(describeTensors(tensors)).toEqual(expected(name).tensors);
    expect(format).toBe(name.includes('legacy') ? 'pth-legacy' : 'pth-zip');
    expect(describeTensors(decodeSafetensors(encodeSafetensors(tensors)).tensors)).toEqual(
      describeTensors(tensors),
    );
  });

  it('says where in a training checkpoint the weights are, and what was left out', () => {
    const found = decodePth(fixture('checkpoint.pth'));
    expect(found).toMatchObject({ keys: ['state_dict'], prefix: 'module.', ignored: [] });
    expect(decodePth(fixture('names.pth'))).toMatchObject({ keys: [], prefix: '', ignored: ['step'] });
    expect(decodePth(fixture('protocol-4.pth')).keys).toEqual(['model']);
  });

  it('reads the state dict that the caller names', () => {
    expect([...decodePth(fixture('checkpoint.pth'), { key: '' }).tensors.keys()]).toEqual(['best_acc1']);
    expect(() => decodePth(fixture('checkpoint.pth'), { key: 'optimizer/nothing' })).toThrow(
      /'nothing' holds no state dict: expected a dict of tensors, got nothing. Found here: state, param_groups/,
    );
    expect(() => decodePth(fixture('checkpoint.pth'), { key: 'epoch' })).toThrow(/'epoch'.*got a number/);
  });

  it('returns views of the given bytes where a tensor is contiguous and aligned', () => {
    const bytes = fixture('types.pth');
    const { tensors } = decodePth(bytes);
    expect(tensors.get('f32')!.data.buffer).toBe(bytes.buffer);
    const shared = decodePth(fixture('views.pth')).tensors;
    expect(shared.get('transposed')!.data.buffer).not.toBe(shared.get('base')!.data.buffer);
  });

  it('reads views of storages, as in files before PyTorch 0.4', () => {
    const view = [...code.mark, ...code.string('v'), ...code.int(2), ...code.int(3), ...code.tuple];
    const value = tensor(storage('FloatStorage', 'k', 6, view), 1, [2], [1]);
    const elements = [...new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer)];
    const { tensors } = decodePth(legacyFile(pickle(dict({ t: value })), [['k', 6n, elements]]));
    expect([...tensors.get('t')!.data]).toEqual([3, 4]);
  });

  it('asks which of several state dicts is meant, and picks the usual one by itself', () => {
    const one = (key: string) => tensor(storage('ByteStorage', key, 1), 0, [1], [1]);
    const file = (names: string[]) =>
      legacyFile(
        pickle(dict(Object.fromEntries(names.map((name) => [name, dict({ w: one(name) })])))),
        names.map((name, i) => [name, 1n, [i]]),
      );
    expect(() => decodePth(file(['G', 'D']))).toThrow(
      /several dicts of tensors: G, D.*by `convert` with `key: G`$/,
    );
    expect(decodePth(file(['G', 'D']), { key: 'D' }).tensors.get('w')!.data[0]).toBe(1);
    expect(decodePth(file(['ema', 'state_dict'])).keys).toEqual(['state_dict']);
  });
});
